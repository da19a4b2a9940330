import { addressOf } from "../../hosts/connect";
import { defaultTimeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { probeTcp } from "../../hosts/tcp-probe";
import type { Evaluation } from "../../nat-traversal/status";
import { lookWhetherReady, type ReadinessLook } from "../../restart/readiness";
import type { LastReboot, RebootInputs } from "../../restart/reboot-state";
import { isUnproven } from "../../restart/stored-proof";
import { type ReadinessReport, waitUntilReady } from "../../restart/wait-until-ready";
import { withoutUndefined } from "../../without-undefined";
import type { LifecycleContext } from "../context";
import type { StoredReboot } from "./last-reboot";

/** Whose services are looked at. */
export interface Awaited {
  readonly context: Pick<LifecycleContext, "clock" | "log" | "onInterrupt" | "probeTcp">;
  readonly host: Host;
  readonly news: RebootInputs;
}

/** Waits until everything works that the program names; at once where it names nothing. Never rejects. */
export async function awaitReady(awaited: Awaited, deadlineAt: number): Promise<ReadinessReport> {
  const look = lookAt(awaited);
  if (look === undefined) return { notReady: [] };
  const { log, onInterrupt } = awaited.context;
  return waitUntilReady({ ...look, deadlineAt, progress: (text) => log.progress(text), onInterrupt });
}

/** What does not work of it, each as a clause, by one look. Rejects as `run` does. */
export async function lookOnce(awaited: Awaited): Promise<readonly string[]> {
  const look = lookAt(awaited);
  const found = look === undefined ? [] : await lookWhetherReady(look);
  return found.map(({ clause }) => clause);
}

function lookAt({ context, host, news }: Awaited): ReadinessLook | undefined {
  const { connection, readyWhen, setting } = news;
  if (readyWhen === undefined) return undefined;
  const timeouts = { ...defaultTimeouts, ...news.timeouts };
  const { clock, probeTcp: probe = probeTcp } = context;
  const address = addressOf(connection).host;
  return { host, address, clock, timeouts, readyWhen, machine: setting.machine, probe };
}

/** Whether an earlier run gave up waiting: the next one waits again, and restarts nothing for it. */
export function isStillAwaited(
  { readyWhen }: Pick<RebootInputs, "readyWhen">,
  stored: Pick<StoredReboot, "notReady"> | undefined,
): boolean {
  return readyWhen !== undefined && (stored?.notReady ?? []).length > 0;
}

/**
 * Whether a host that needs no restart is one whose restart nobody has seen to its end: an earlier run gave up, or was killed, or somebody
 * else restarted it since the state was kept.
 */
export function isReadyDue(
  news: Pick<RebootInputs, "readyWhen">,
  stored: Pick<StoredReboot, "notReady" | "status"> | undefined,
  { status }: Pick<Evaluation, "status">,
): boolean {
  return isStillAwaited(news, stored) || (status === "active" && stored?.status !== "active");
}

/**
 * The last restart, now that everything works; it keeps when that was where it is that of this change, and the program waits for something, and
 * how long it took where this run saw it go down, at `wentDownAt` of the clock's `monotonic`.
 */
export function readyNow(
  { context: { clock }, news }: Pick<Awaited, "context" | "news">,
  last: LastReboot | undefined,
  wentDownAt: number | undefined,
): LastReboot | undefined {
  const isThis = last?.change === news.triggers.change && last.evidence !== undefined && !isUnproven(last);
  if (!isThis) return last;
  const took = wentDownAt === undefined ? undefined : Math.ceil((clock.monotonic() - wentDownAt) / 1_000);
  const ready = news.readyWhen === undefined ? undefined : new Date(clock.now()).toISOString();
  return withoutUndefined({ ...last, ready: last.ready ?? ready, tookSeconds: took ?? last.tookSeconds });
}

/** What to say of a host on which not everything works, beside its status. */
export function withUnready<E extends Pick<Evaluation, "statusReason">>(
  evaluation: E,
  notReady: readonly string[],
): E {
  if (notReady.length === 0) return evaluation;
  const statusReason = `${evaluation.statusReason} Not ready: ${notReady.join("; ")}.`;
  return { ...evaluation, statusReason };
}
