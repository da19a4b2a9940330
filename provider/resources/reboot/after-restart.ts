import type { Host } from "../../hosts/host";
import type { BootSnapshot } from "../../nat-traversal/boot-snapshot";
import type { Evaluation } from "../../nat-traversal/status";
import type { LastReboot, RebootInputs } from "../../restart/reboot-state";
import type { RestartReport } from "../../restart/run-options";
import type { LifecycleContext } from "../context";
import { assessAfter } from "./assess";
import { type Outcome, outcomeOf } from "./last-reboot";
import { type HostObservation, pollHost } from "./observe";
import { writeBootMarker } from "./write-marker";

/** Whose restart is over, with the host on which no call outlives its deadline. */
export interface Marked {
  readonly context: LifecycleContext;
  readonly bounded: Host;
  readonly news: RebootInputs;
}

/** A restart that is proven. */
export interface ProvenRestart {
  readonly before: BootSnapshot;
  /** In milliseconds of the clock's `monotonic`. */
  readonly deadlineAt: number;
  readonly report: RestartReport;
  readonly lastReboot: LastReboot;
}

/** What came of it, and which reasons for another there are now. */
export interface Concluded extends Pick<Outcome, "evaluation" | "lastReboot"> {
  readonly pendingReasons: readonly string[];
}

/** Looks whether the setting is active after a restart that is proven, says so where it is not, and marks the new boot. Rejects as `pollHost` does. */
export async function concludeProven(
  restarted: Marked,
  { before, deadlineAt, report, lastReboot }: ProvenRestart,
): Promise<Concluded> {
  const { context, bounded, news } = restarted;
  const seen = await pollHost(context, bounded, news, { deadlineAt, restart: "underWay" });
  const evaluation = assessAfter(news, before, report, seen);
  const { name } = bounded;
  if (evaluation.status !== "active")
    context.log.warning(`${name}: ${evaluation.status} after the restart. ${evaluation.statusReason}`);
  await markBoot(restarted, seen, evaluation);
  const found = seen.observation.value;
  const { finding, ...outcome } = outcomeOf(evaluation, lastReboot, { ...news.setting, found });
  if (finding !== undefined) context.log.warning(`${name}: ${finding}`);
  return { ...outcome, pendingReasons: seen.facts.pendingReasons };
}

/** Marks the boot of the host that was seen. */
export function markBoot(
  { context, bounded, news }: Marked,
  { connection }: HostObservation,
  { valueAtBoot }: Evaluation,
): Promise<void> {
  return writeBootMarker(context, bounded, news, { valueAtBoot, onlyOver: connection });
}
