import { pause } from "../../clock";
import type { Host } from "../../hosts/host";
import type { Observation } from "../../nat-traversal/observation";
import { lastApplied } from "../../nat-traversal/original-value";
import { type Evaluation, evaluateStatus } from "../../nat-traversal/status";
import { type RestartFacts, readRestartFacts, restartFactsLine } from "../../restart/observe-boot";
import type { RebootInputs, SettingFacts } from "../../restart/reboot-state";
import { isTransient } from "../../restart/retry-policy";
import type { LifecycleContext } from "../context";
import { checkMachine, differentMachine, type MachineCheck, observe } from "../setting/observe";
import { storedRegistryKey } from "../setting/stored-setting";

/** What the reboot learns from observing the host. */
export interface HostObservation {
  readonly observation: Observation;
  /** Whether the machine that answers is the setting's. */
  readonly machine: MachineCheck;
}

/** Observes the host, in one round trip, and compares the machine with the setting's. Throws what `observe` throws. */
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
      ? "acceptMachine is set, but the setting has not accepted this machine yet: run `pulumi up --refresh`, which does that first."
      : "If this is another machine, give it a resource of its own; if Windows was reinstalled, set acceptMachine: true and run `pulumi up` (without --refresh); or run `pulumi up --replace` with the setting's URN.";
  throw differentMachine(
    host,
    "verify that this is the setting's machine",
    setting.machine,
    observation.machine,
    `It was not restarted. ${cure}`,
  );
}

/** The status by the setting's own table, from what was observed. */
export function evaluateObservation(setting: SettingFacts, observation: Observation): Evaluation {
  const seen = { id: setting.id, live: observation.value, marker: observation.marker };
  return evaluateStatus({
    id: setting.id,
    observation,
    lastVisit: {
      applied: lastApplied(setting.applied, seen),
      previous: setting.previous,
      valueAtBoot: setting.valueAtBoot,
      bootEvidence: setting.bootEvidence,
    },
  });
}

const askAgainMilliseconds = 1_000;
const progressEveryMilliseconds = 10_000;

/**
 * Observes the host at least once, and again as long as it may be going down or coming up, until the deadline (milliseconds since the
 * Unix epoch); then throws the last error. Every other error ends it at once, as does another machine than the setting's.
 */
export async function pollHost(
  { clock, log }: LifecycleContext,
  host: Host,
  news: RebootInputs,
  { deadlineAt, restart }: { readonly deadlineAt: number; readonly restart: "underWay" | "perhaps" },
): Promise<HostObservation> {
  const startedAt = clock.now();
  let toldAt = startedAt;
  for (;;) {
    try {
      const seen = await observeHost(host, news.setting);
      refuseOtherMachine(host.name, news, seen);
      return seen;
    } catch (error) {
      if (!isTransient(error, restart) || clock.now() + askAgainMilliseconds >= deadlineAt) throw error;
    }
    if (clock.now() - toldAt >= progressEveryMilliseconds) {
      toldAt = clock.now();
      const elapsed = Math.round((toldAt - startedAt) / 1_000);
      log.progress(`${host.name}: no usable answer; the host may still be starting, ${elapsed} s`);
    }
    await pause(clock, askAgainMilliseconds);
  }
}

/** How long to wait for a usable answer when a run begins: a restart that no state remembers may be in progress. */
const unknownRestartSeconds = 300;

/** What a run finds as it begins; times are milliseconds since the Unix epoch. */
export interface InitialObservationOptions {
  /** Whether an earlier run requested a restart that is not finished. */
  readonly isUnfinished: boolean;
  readonly startedAt: number;
  readonly deadlineAt: number;
}

/**
 * Observes everything that a run decides from. A host without a usable answer is "notAnswering" if a restart is not finished; if no
 * state remembers one, it is given a while. Throws what `observe` throws, and DifferentMachineError.
 */
export async function initialObservation(
  context: LifecycleContext,
  host: Host,
  news: RebootInputs,
  { isUnfinished, startedAt, deadlineAt }: InitialObservationOptions,
): Promise<{ readonly seen: HostObservation; readonly facts: RestartFacts } | "notAnswering"> {
  if (!isUnfinished) {
    const patientUntil = Math.min(startedAt + unknownRestartSeconds * 1_000, deadlineAt);
    const seen = await pollHost(context, host, news, { deadlineAt: patientUntil, restart: "perhaps" });
    return { seen, facts: await askRestartFacts(host) };
  }
  try {
    const seen = await pollHost(context, host, news, { deadlineAt: startedAt, restart: "underWay" });
    return { seen, facts: await askRestartFacts(host) };
  } catch (error) {
    if (isTransient(error, "underWay")) return "notAnswering";
    throw error;
  }
}

/** What belongs only to a restart, in one round trip. */
export async function askRestartFacts(host: Host): Promise<RestartFacts> {
  return readRestartFacts(await host.run(restartFactsLine));
}
