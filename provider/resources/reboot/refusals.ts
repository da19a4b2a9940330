import { NotAppliedError } from "../../errors";
import { machineDoubt } from "../../nat-traversal/boot-snapshot";
import { sameEffect, valueName } from "../../nat-traversal/nat-traversal-value";
import type { Observation } from "../../nat-traversal/observation";
import type { RebootInputs } from "../../restart/reboot-state";
import { describeValue } from "../../windows/registry-value";
import { differentMachine, type MachineCheck } from "../setting/observe";

/** What a refusal is decided from. */
export interface SeenMachine {
  readonly observation: Observation;
  /** Whether the machine that answers is the setting's. */
  readonly machine: MachineCheck;
}

const operation = "verify that this is the setting's machine";

/**
 * Throws DifferentMachineError if it is not the setting's machine that answers, `acceptMachine` or not: that lets the setting accept
 * another machine, and what the setting has not accepted, and so not written to, is never restarted for it.
 */
export function refuseOtherMachine(
  host: string,
  { setting, acceptMachine }: Pick<RebootInputs, "setting" | "acceptMachine">,
  { observation, machine }: SeenMachine,
): void {
  if (machine.result !== "different") return;
  const cure =
    acceptMachine === true
      ? "acceptMachine is set, but the setting has not accepted this machine yet: run `pulumi up --refresh`, which does that first."
      : "If this is another machine, give it a resource of its own; if Windows was reinstalled, set acceptMachine: true and run `pulumi up` (without --refresh); or run `pulumi up --replace` with the setting's URN.";
  throw differentMachine(
    host,
    operation,
    setting.machine,
    observation.machine,
    `It was not restarted. ${cure}`,
  );
}

/** Throws what forbids a restart of the host that was seen: another machine, one that cannot be told, or another value than the setting's. */
export function refuseRestart(
  host: string,
  news: Pick<RebootInputs, "setting" | "acceptMachine">,
  seen: SeenMachine,
): void {
  refuseOtherMachine(host, news, seen);
  const { setting } = news;
  const found = seen.observation.machine;
  if (Object.keys(found).length === 0 || machineDoubt(setting, seen.observation) !== undefined) {
    const hint =
      "It was not restarted, because it may be another machine. Check that the account may read MachineGuid and the computer name, then run `pulumi up` again.";
    throw differentMachine(host, operation, setting.machine, found, hint);
  }
  refuseOtherValue(host, news, seen);
}

/** Whether the live value is one that a refresh found before and the program left as it was (`ignoreChanges`): no restart is due for it. */
export function isKnownDrift(
  { setting }: Pick<RebootInputs, "setting">,
  { observation }: SeenMachine,
): boolean {
  const { registryValue } = setting;
  return registryValue !== undefined && sameEffect(observation.value, registryValue);
}

/**
 * Throws NotAppliedError where the live value is not what the setting applied. What the setting's own marker says is not asked here: a
 * delete that lost its link has left the restored value and a marker that calls it applied, and the state still declares the other.
 */
export function refuseOtherValue(
  host: string,
  { setting }: Pick<RebootInputs, "setting">,
  { observation }: SeenMachine,
): void {
  if (sameEffect(observation.value, setting.applied)) return;
  const name = `${observation.registryPath}\\${valueName}`;
  throw new NotAppliedError({
    operation: "bring the setting into effect",
    host,
    problem: `${name} reads ${describeValue(observation.value)}, but the setting applied ${describeValue(setting.applied)}; a restart would bring the wrong value into effect, so the computer was not restarted`,
    hint: "Somebody else changed the value, or a destroy or an update lost its connection. Run `pulumi up --refresh`: it reads the host, writes the declared value again, and restarts if that is still required.",
  });
}
