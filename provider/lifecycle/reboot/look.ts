import { DifferentMachineError } from "../../errors";
import type { Host } from "../../hosts/host";
import type { SettingFacts } from "../../reboot/reboot-state";
import { compareMachines, describeMachine } from "../../setting/machine";
import type { Observation } from "../../setting/observation";
import { lastApplied } from "../../setting/own-write";
import { type Judgement, judgeStatus } from "../../setting/status";
import type { BootNumbers } from "../../windows/boot-evidence";
import { observe } from "../setting/observe";

/** What one look at the host gives the reboot. */
export interface HostLook {
  readonly observation: Observation;
  /** Something about the machine's identity that the user should know. */
  readonly machineWarning?: string;
}

/**
 * Looks at the host, in one round trip, and makes sure that it is the setting's machine.
 * Throws what `observe` throws, and DifferentMachineError.
 */
export async function lookAtHost(host: Host, setting: SettingFacts): Promise<HostLook> {
  const registryKey = setting.registryPath.endsWith("\\IPSec") ? "IPSec" : "PolicyAgent";
  const observation = await observe(host, registryKey);
  const { verdict, explanation } = compareMachines(setting.machine, observation.machine);
  switch (verdict) {
    case "same":
      return { observation };
    case "sameWithWarning":
    case "unclear":
      return { observation, machineWarning: `${host.name}: ${explanation}` };
    case "different":
      throw new DifferentMachineError({
        attempted: "make sure that this is the machine to restart",
        host: host.name,
        happened: `the setting is on ${describeMachine(setting.machine)}, but ${describeMachine(observation.machine)} answers (${explanation})`,
        advice:
          "Give the other machine a resource of its own, or set acceptMachine: true after Windows was installed anew. It was not restarted.",
      });
  }
}

/** The status by the setting's own table, from what was observed; `before` are boot numbers that are newer than the setting's. */
export function judgeLook(
  setting: SettingFacts,
  observation: Observation,
  numbers: BootNumbers = {},
): Judgement {
  const seen = { id: setting.id, live: observation.value, marker: observation.marker };
  return judgeStatus({
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
