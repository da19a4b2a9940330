import { pause } from "../../clock";
import { NatTraversalError } from "../../errors";
import { defaultTimeouts } from "../../hosts/connection";
import { laterRejectionOf } from "../../hosts/credential-gate";
import type { Host } from "../../hosts/host";
import { watchConnection } from "../../hosts/same-connection";
import { bootOf } from "../../nat-traversal/boot-snapshot";
import { effectiveNumber, isSatisfiedBy } from "../../nat-traversal/nat-traversal-value";
import type { Observation } from "../../nat-traversal/observation";
import { lastApplied } from "../../nat-traversal/original-value";
import { type Evaluation, evaluateStatus } from "../../nat-traversal/status";
import { isSilence } from "../../restart/connect-patience";
import { logonRetry } from "../../restart/logon-retry";
import { askForRestartFacts, type RestartFacts } from "../../restart/observe-boot";
import type { LastReboot, RebootInputs, SettingFacts } from "../../restart/reboot-state";
import { isTransient } from "../../restart/retry-policy";
import type { ConfirmedBoot } from "../../restart/run-options";
import { isUnproven } from "../../restart/stored-proof";
import { ask } from "../../windows/fact";
import { type RegistryValue, sameValue } from "../../windows/registry-value";
import type { LifecycleContext } from "../context";
import { observeAgain } from "../setting/boot-event";
import { checkMachine, observe } from "../setting/observe";
import { storedRegistryKey } from "../setting/stored-setting";
import { countUndone } from "./last-reboot";
import { refuseOtherMachine, refuseRestart, type SeenMachine } from "./refusals";

/** What the reboot learns from observing the host. */
export interface HostObservation extends SeenMachine {
  /** The connection on which all this was seen. */
  readonly connection: object | undefined;
}

/** The same, with what belongs only to a restart. */
export interface RestartObservation extends HostObservation {
  readonly facts: RestartFacts;
}

/**
 * Observes the host and compares the machine with the setting's; the event log, which is slow, is read too where the marker does not
 * tell which boot it is. Throws what `observe` throws.
 */
export async function observeHost(host: Host, setting: SettingFacts): Promise<HostObservation> {
  return lookWith(host, setting, (watched, key) =>
    observeAgain(watched, key, { id: setting.id, lastVisit: setting }),
  );
}

async function lookWith(host: Host, setting: SettingFacts, look: typeof observe): Promise<HostObservation> {
  const watch = watchConnection(host);
  const observation = await look(watch.host, storedRegistryKey(setting));
  const machine = checkMachine(host.name, setting.machine, observation.machine);
  return { observation, machine, connection: watch.last() };
}

/** Observes the host right before it is to be restarted. Throws what `observe` throws and what forbids the restart. */
export async function confirmRestart(host: Host, news: RebootInputs): Promise<ConfirmedBoot> {
  const seen = await observeHost(host, news.setting);
  refuseRestart(host.name, news, seen);
  return { boot: bootOf(seen.observation), connection: seen.connection };
}

/** A restart that nothing proves may have been undone all the same: then it is counted, as far as the value can be read now. */
export async function countUnprovenUndone(
  host: Host,
  { setting }: Pick<RebootInputs, "setting">,
  last: LastReboot,
): Promise<LastReboot> {
  if (!isUnproven(last)) return last;
  try {
    const { observation, machine } = await lookWith(host, setting, observe);
    const found = observation.value;
    const isLeft = machine.result === "different" || isStillApplied(found, setting.applied);
    return isLeft ? last : countUndone(last, found);
  } catch (error) {
    if (error instanceof NatTraversalError) return last;
    throw error;
  }
}

/** Whether no update writes the applied value again. Another value with the same effect is written over, and that asks for a restart. */
function isStillApplied(found: RegistryValue, applied: RegistryValue): boolean {
  return sameValue(found, applied) || isSatisfiedBy(found, effectiveNumber(applied));
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
      machine: setting.machine,
    },
  });
}

const askAgainMilliseconds = 1_000;
const progressEveryMilliseconds = 10_000;

/**
 * Observes the host at least once, and again as long as it may be going down or coming up, until the deadline (milliseconds of
 * the clock's `monotonic`); then throws the last error. Every other error ends it at once, as does another machine than the setting's.
 */
export async function pollHost(
  { clock, log }: LifecycleContext,
  host: Host,
  news: RebootInputs,
  { deadlineAt, restart }: { readonly deadlineAt: number; readonly restart: "underWay" | "perhaps" },
): Promise<RestartObservation> {
  const startedAt = clock.monotonic();
  let toldAt = startedAt;
  for (;;) {
    try {
      const seen = await lookWith(host, news.setting, observe);
      refuseOtherMachine(host.name, news, seen);
      // Another connection may lead to another machine, whose facts these are not.
      const facts = await ask(host, askForRestartFacts(host.name), { onlyOver: seen.connection });
      return { ...seen, facts };
    } catch (error) {
      const retry = restart === "underWay" ? logonRetry(error, deadlineAt - clock.monotonic()) : undefined;
      if (retry !== undefined) {
        log.progress(`${retry.progress}`);
        await pause(clock, retry.pauseMilliseconds);
        retry.allow();
        continue;
      }
      if (!isTransient(error, restart) || clock.monotonic() + askAgainMilliseconds >= deadlineAt) throw error;
    }
    if (clock.monotonic() - toldAt >= progressEveryMilliseconds) {
      toldAt = clock.monotonic();
      const elapsed = Math.round((toldAt - startedAt) / 1_000);
      log.progress(`no usable answer; the host may still be starting, ${elapsed} s`);
    }
    await pause(clock, askAgainMilliseconds);
  }
}

/** What a run finds as it begins; times are milliseconds of the clock's `monotonic`. */
export interface InitialObservationOptions {
  /** Whether an earlier run requested a restart that is not finished. */
  readonly isUnfinished: boolean;
  readonly startedAt: number;
  readonly deadlineAt: number;
}

/**
 * Observes everything that a run decides from. A host without a usable answer is "notAnswering" if a restart is not finished, and
 * "silent" if nothing at all came back; if no state remembers one, it is given the time that connecting may take, once: it is not expected to be down. Throws what `observe` throws,
 * and DifferentMachineError.
 */
export async function initialObservation(
  context: LifecycleContext,
  host: Host,
  news: RebootInputs,
  { isUnfinished, startedAt, deadlineAt }: InitialObservationOptions,
): Promise<RestartObservation | "notAnswering" | "silent"> {
  const { connectSeconds } = { ...defaultTimeouts, ...news.timeouts };
  if (!isUnfinished) {
    const patientUntil = Math.min(startedAt + connectSeconds * 1_000, deadlineAt);
    return pollHost(context, host, news, { deadlineAt: patientUntil, restart: "perhaps" });
  }
  try {
    return await pollHost(context, host, news, { deadlineAt: startedAt, restart: "underWay" });
  } catch (error) {
    const elapsedSeconds = (context.clock.monotonic() - startedAt) / 1_000;
    if (isSilence(error, elapsedSeconds, connectSeconds)) return "silent";
    if (isTransient(error, "underWay") || laterRejectionOf(error) !== undefined) return "notAnswering";
    throw error;
  }
}
