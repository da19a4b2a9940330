import { type ComputerKind, limitsWithoutGroup, type RestartGroup, turnPlace } from "./group";
import type { LastReboot } from "./reboot-state";
import { limitsInWords } from "./turns";

/** From the end of the warning until a usual host is proven, as long as nothing better is known. */
const usualSeconds = 600;
const longestSeconds = 3_600;

/** A restart that may come in this run. */
export interface ExpectedRestart {
  readonly group: RestartGroup | undefined;
  /** Undefined while no run has seen the host. */
  readonly kind: ComputerKind | undefined;
  readonly seconds: number;
}

/**
 * Seconds that a restart is expected to take, from the request until the host is ready: what the last one took after its warning, if a run
 * watched that. One that took longer than an hour was held up by something that does not come with each.
 */
export function expectedSeconds(warningSeconds: number, last: LastReboot | undefined): number {
  return warningSeconds + Math.min(last?.tookSeconds ?? usualSeconds, longestSeconds);
}

/** How the hosts take their turns, and how long all restarts that are expected so far take beside this one. Half a sentence. */
export function forecast(own: ExpectedRestart, all: Iterable<ExpectedRestart>): string {
  const { group } = own;
  const beside = [...all].filter((each) => each.group?.name === group?.name);
  if (group !== undefined) {
    const { limits } = turnPlace(group, "server");
    const settling = beside.map((each) => ({ ...each, seconds: each.seconds + limits.settleSeconds }));
    return `group ${group.name}: ${limitsInWords(limits)}${inAll(settling, limits.maxUnavailable)}`;
  }
  const kinds = own.kind === undefined ? (["server", "client"] as const) : [own.kind];
  return kinds
    .map((kind) => {
      const alike = beside.filter((each) => each.kind === undefined || each.kind === kind);
      const limits = limitsWithoutGroup[kind];
      const which = own.kind === undefined ? `if it is a ${kind}, ${kind}s` : `${kind}s without a group`;
      return `${which}: ${limitsInWords(limits)}${inAll(alike, limits.maxUnavailable)}`;
    })
    .join("; ");
}

function inAll(restarts: readonly ExpectedRestart[], atOnce: number): string {
  if (restarts.length < 2) return "";
  const seconds = restarts.map((each) => each.seconds);
  const longest = Math.max(...seconds);
  const sum = seconds.reduce((one, other) => one + other, 0);
  const whole = Math.max(longest, sum / atOnce);
  return ` (${restarts.length} so far: ${inWords(whole)} if all are restarted)`;
}

function inWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  return `about ${Math.ceil(minutes / 60)} hours`;
}
