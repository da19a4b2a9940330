import { describeValue } from "../windows/registry-value";
import { valueName } from "./nat-traversal-value";
import type { Observation, ServiceStarts } from "./observation";

const disabledStart = 4;

const serviceNames: Readonly<Record<keyof ServiceStarts, string>> = {
  policyAgent: "PolicyAgent",
  ikeExt: "IKEEXT",
  rasMan: "RasMan",
};

/** The names of the services that take part and are disabled, so that the setting cannot have an effect. */
export function disabledServices(services: ServiceStarts): string[] {
  const keys = ["policyAgent", "ikeExt", "rasMan"] as const;
  return keys.filter((key) => services[key] === disabledStart).map((key) => serviceNames[key]);
}

/** Facts about the host that bear on the setting, as sentences. They never stop anything. */
export function findingsOf(
  observation: Pick<
    Observation,
    "services" | "prohibitIpSec" | "strayValue" | "registryKey" | "machine" | "bootEvidence"
  >,
): string[] {
  const findings = disabledServices(observation.services).map(
    (name) => `The service ${name} is disabled (Start is 4): L2TP/IPsec does not work without it.`,
  );
  if (observation.prohibitIpSec === 1) {
    findings.push(
      "ProhibitIpSec is 1 under RasMan\\Parameters: Windows makes no IPsec policy of its own for L2TP, so this setting has nothing to act on there.",
    );
  }
  if (observation.strayValue !== undefined) {
    const { path, value } = observation.strayValue;
    findings.push(
      `${path} also holds ${valueName} (${describeValue(value)}); this Windows reads it under ${observation.registryKey}. It is left alone.`,
    );
  }
  const missing = factsNotRead(observation);
  if (missing.length > 0) {
    findings.push(
      `Not read: ${missing.join(", ")}. This Windows does not have it, or this account or its shell does not get at it.`,
    );
  }
  return findings;
}

/** What was asked for and did not come: a fact that is missing must not pass for one that is fine. */
function factsNotRead({
  machine,
  bootEvidence,
  services,
}: Pick<Observation, "machine" | "bootEvidence" | "services">): string[] {
  const facts = {
    MachineGuid: machine.machineGuid,
    "computer name": machine.computerName,
    "hardware id": machine.hardwareId,
    BootId: bootEvidence.bootId,
    ...Object.fromEntries(
      (["policyAgent", "ikeExt", "rasMan"] as const).map((key) => [
        `Start of ${serviceNames[key]}`,
        services[key],
      ]),
    ),
  };
  return Object.entries(facts).flatMap(([name, fact]) => (fact === undefined ? [name] : []));
}
