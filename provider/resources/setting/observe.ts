import { DifferentMachineError } from "../../errors";
import type { Host } from "../../hosts/host";
import { askForDiagnosis } from "../../nat-traversal/diagnosis";
import { compareMachines, describeMachine, type MachineComparison } from "../../nat-traversal/machine";
import { askForObservation, type Observation } from "../../nat-traversal/observation";
import type { RegistryKey } from "../../nat-traversal/setting-state";
import { ask, askFacts } from "../../windows/fact";
import { type MachineIdentity, machineFacts } from "../../windows/identity";
import { withoutUndefined } from "../../without-undefined";

/**
 * Observes a host, in one round trip; `registryKey` is the one that the program states, if any. Where the service key cannot be read, one
 * more round trip tells why: throws KeyMissingError, AccessDeniedError, RegistryToolsDisabledError, UnexpectedOutputError,
 * and UnsupportedOsError where the version does not tell the key.
 */
export async function observe(host: Host, registryKey: RegistryKey | undefined): Promise<Observation> {
  const reading = await ask(host, askForObservation({ host: host.name, registryKey }));
  if (reading.read) return reading.observation;
  throw await ask(host, askForDiagnosis(host.name, reading));
}

/** Which machine answers, in one round trip, where nothing else of it can be observed. */
export async function readMachine(host: Host): Promise<MachineIdentity> {
  const reading = await ask(host, askFacts(machineFacts));
  return reading.state === "unread" ? {} : withoutUndefined(reading.values);
}

/** The outcome of comparing the machine that answers with the one in state. */
export interface MachineCheck {
  readonly result: MachineComparison["result"];
  /** For the user; none where it is plainly the same. */
  readonly warnings: readonly string[];
  /** What to keep in state: what is newly read, and of what could not be read this time what was known. */
  readonly machine: MachineIdentity;
}

/** Compares the machine that answers with the one in state. */
export function checkMachine(host: string, known: MachineIdentity, seen: MachineIdentity): MachineCheck {
  const { result, explanation } = compareMachines(known, seen);
  const warning = {
    same: [],
    sameWithWarning: [`${host} is treated as the same machine: ${explanation}.`],
    unclear: [`It is not known whether ${host} is still the same machine: ${explanation}.`],
    different: [],
  }[result];
  return { result, warnings: warning, machine: result === "different" ? seen : { ...known, ...seen } };
}

const settingAdvice =
  "Nothing was written, and the state is unchanged. If this is another machine, give it a resource of its own; if Windows was reinstalled, set acceptMachine: true; or run `pulumi up --replace` with this resource's URN.";

/** The refusal to touch another machine; the hint is by default that of a setting. */
export function differentMachine(
  host: string,
  operation: string,
  known: MachineIdentity,
  seen: MachineIdentity,
  hint = settingAdvice,
): DifferentMachineError {
  return new DifferentMachineError({
    operation,
    host,
    problem: `another machine answers: expected ${describeMachine(known)}, found ${describeMachine(seen)}`,
    hint,
  });
}
