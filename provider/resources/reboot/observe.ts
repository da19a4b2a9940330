import type { Host } from "../../hosts/host";
import type { Observation } from "../../nat-traversal/observation";
import { lastApplied } from "../../nat-traversal/own-write";
import { type Evaluation, evaluateStatus } from "../../nat-traversal/status";
import type { RebootInputs, SettingFacts } from "../../restart/reboot-state";
import type { BootNumbers } from "../../windows/boot-evidence";
import { checkMachine, differentMachine, type MachineCheck, observe } from "../setting/observe";
import { storedRegistryKey } from "../setting/stored-setting";

/** What one look at the host gives the reboot. */
export interface HostObservation {
  readonly observation: Observation;
  /** Whether the machine that answers is the setting's. */
  readonly machine: MachineCheck;
}

/** Looks at the host, in one round trip, and compares the machine with the setting's. Throws what `observe` throws. */
export async function observeHost(host: Host, setting: SettingFacts): Promise<HostObservation> {
  const observation = await observe(host, storedRegistryKey(setting));
  return { observation, machine: checkMachine(host.name, setting.machine, observation.machine) };
}

/**
 * Throws DifferentMachineError if it is not the setting's machine that answers, `acceptMachine` or not: that lets the setting accept
 * another machine, and what the setting has not accepted, and so not written to, is never restarted for it.
 */
export function refuseOtherMachine(
  host: string,
  { setting, acceptMachine }: Pick<RebootInputs, "setting" | "acceptMachine">,
  { observation, machine }: HostObservation,
): void {
  if (machine.result !== "different") return;
  const cure =
    acceptMachine === true
      ? "acceptMachine is set, and the setting has not accepted this machine yet: run `pulumi up --refresh`, in which it does so first."
      : "Give the other machine a resource name of its own; after a reinstall of this one set acceptMachine: true and run `pulumi up` (without --refresh); or run `pulumi up --replace` with the URN of the setting.";
  throw differentMachine(
    host,
    "make sure that this is the machine of the setting",
    setting.machine,
    observation.machine,
    `It was not restarted. ${cure}`,
  );
}

/** The status by the setting's own table, from what was observed; `numbers` are boot numbers that the observation does not hold. */
export function evaluateObservation(
  setting: SettingFacts,
  observation: Observation,
  numbers: BootNumbers = {},
): Evaluation {
  const seen = { id: setting.id, live: observation.value, marker: observation.marker };
  return evaluateStatus({
    ...seen,
    evidence: { ...observation.bootEvidence, ...numbers },
    services: observation.services,
    lastVisit: {
      applied: lastApplied(setting.applied, seen),
      previous: setting.previous,
      valueAtBoot: setting.valueAtBoot,
      bootEvidence: setting.bootEvidence,
    },
  });
}
