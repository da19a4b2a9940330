import type { Sign } from "../windows/guards";
import type { CheckResult, RestartCandidate, RestartCheck } from "./check-restart";
import type { guardNames } from "./restart-options";

type GuardName = (typeof guardNames)[number];

/** Hosts on whose restart others depend: none is restarted unless the program names it. */
export const guards: readonly RestartCheck[] = [
  container,
  guard("domainController", "a domain controller", ({ found: { productType } }) => {
    if (productType === "LanmanNT") return { state: "there", reading: "ProductType is LanmanNT" };
    if (productType === "WinNT" || productType === "ServerNT") return { state: "absent" };
    const came = productType === undefined ? "" : `; it reads "${productType}"`;
    return {
      state: "unread",
      came: `ProductType under HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions could not be read${came}`,
    };
  }),
  guard("clusterNode", "a cluster node", ({ found }) => found.roles.clusterNode),
  guard("hypervisor", "a host of running virtual machines", ({ found }) => found.roles.hypervisor),
  guard(
    "preBootPin",
    "a computer that waits for a person at its start",
    ({ found }) => found.roles.preBootPin,
  ),
];

function guard(name: GuardName, what: string, signOf: (candidate: RestartCandidate) => Sign): RestartCheck {
  return (candidate) => {
    if (candidate.options.alsoIf?.includes(name) === true) return { result: "go" };
    const sign = signOf(candidate);
    if (sign.state === "absent") return { result: "go" };
    const cure = `name "${name}" in reboot.alsoIf to have it restarted all the same`;
    const reading =
      sign.state === "there"
        ? `it is ${what}: ${sign.reading}`
        : `it may be ${what}, which could not be read: ${sign.came}`;
    return { result: "held", how: "guarded", reason: `${reading}; ${cure}` };
  };
}

/** A container's restart is its host's business: `shutdown` would end it, and nothing would start it again. */
function container({ found: { containerType } }: RestartCandidate): CheckResult {
  if (containerType.state === "known" && containerType.value.type === "absent") return { result: "go" };
  const reason =
    containerType.state === "known"
      ? "it is a container (ContainerType is there under Control); containers are never restarted, so start a new one from an image with the value"
      : "it could not be read whether it is a container (ContainerType under HKLM\\SYSTEM\\CurrentControlSet\\Control)";
  return { result: "held", how: "guarded", reason };
}
