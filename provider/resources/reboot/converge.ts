import { defaultTimeouts, type Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { type BootSnapshot, bootEvidenceOf, bootOf } from "../../nat-traversal/boot-snapshot";
import type { Evaluation } from "../../nat-traversal/status";
import { forbidden, type Held, heldInWords } from "../../restart/check-restart";
import { decideRestart } from "../../restart/decide";
import type { LastReboot, RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import { mayRestart } from "../../restart/restart-state";
import { hostUntil } from "../../restart/retry-policy";
import type { RestartReport } from "../../restart/run-options";
import { believedReboot } from "../../restart/stored-proof";
import { withoutUndefined } from "../../without-undefined";
import type { LifecycleContext } from "../context";
import { followRestart, resumedWait, type Wait } from "./follow";
import {
  afterUnproven,
  lastRebootIn,
  lastRebootOf,
  type Outcome,
  outcomeOf,
  partialRebootFailure,
  type StoredReboot,
  sinceProof,
} from "./last-reboot";
import { evaluateObservation, type HostObservation, initialObservation, pollHost } from "./observe";
import { outputsOf } from "./outputs";
import { isKnownDrift, refuseOtherValue, refuseRestart } from "./refusals";
import { writeBootMarker } from "./write-marker";

/**
 * Makes the setting active: observes, decides from what it sees, restarts the host if that is required, proves it, and marks the new
 * boot. Throws host errors as they are, and PartialFailureError, whose properties remember the request, once a restart may come.
 */
export async function convergeReboot(
  context: LifecycleContext,
  id: string,
  news: RebootInputs,
  stored: StoredReboot | undefined,
): Promise<RebootOutputs> {
  const host = await context.connect(news.connection, { ...defaultTimeouts, ...news.timeouts });
  return new Convergence(context, id, news, stored, host).run();
}

class Convergence {
  /** In milliseconds of the clock's `monotonic`, and when that was by the clock on the wall. */
  private readonly startedAt: number;
  private readonly startedOn: number;
  private readonly timeoutMilliseconds: number;
  private readonly timeouts: Timeouts;
  /** The last restart that an earlier run requested or waited for. */
  private readonly last: LastReboot | undefined;
  /** The restart that an earlier run requested for this very change, and did not follow to its end. */
  private readonly openRestart: LastReboot | undefined;
  private pendingReasons: readonly string[];
  private overslept = 0;
  /** Since when the restart has been pending, in milliseconds since the Unix epoch. */
  private readonly pendingSince: number;
  /** Why the restart is required. */
  private statusReason = "";
  /** For everything but the restart itself, which keeps its own time. */
  private readonly bounded: Host;

  constructor(
    private readonly context: LifecycleContext,
    private readonly id: string,
    private readonly news: RebootInputs,
    stored: StoredReboot | undefined,
    private readonly host: Host,
  ) {
    const { clock } = context;
    this.startedAt = clock.monotonic();
    this.startedOn = clock.now();
    this.timeoutMilliseconds = (news.timeoutSeconds ?? restartDefaults.timeoutSeconds) * 1_000;
    const endsAt = () => this.startedAt + this.timeoutMilliseconds + this.overslept;
    this.bounded = hostUntil(host, clock, () => endsAt() - clock.monotonic());
    this.timeouts = { ...defaultTimeouts, ...news.timeouts };
    const last = stored && lastRebootIn(stored);
    this.last = last;
    this.openRestart =
      last?.change === news.triggers.change && last.evidence === undefined ? last : undefined;
    this.pendingReasons = stored?.pendingReasons ?? [];
    this.pendingSince = Date.parse(stored?.pendingSince ?? "") || this.startedOn;
  }

  async run(): Promise<RebootOutputs> {
    const first = await initialObservation(this.context, this.bounded, this.news, {
      isUnfinished: this.openRestart !== undefined,
      startedAt: this.startedAt,
      deadlineAt: this.startedAt + this.timeoutMilliseconds,
    });
    if (first === "notAnswering" || first === "silent") return this.resume(first === "silent");
    const { facts } = first;
    this.pendingReasons = facts.pendingReasons;
    for (const warning of first.machine.warnings) this.context.log.warning(warning);
    const seen = {
      ...first,
      observation: withoutUndefined({ ...first.observation, bootEvent: facts.bootEvent }),
    };
    const boot = bootOf(seen.observation, facts);
    const believed = believedReboot(this.last, boot);
    const evaluation = evaluateObservation(sinceProof(this.news, believed), seen.observation);
    const decision = decideRestart({
      status: evaluation.status,
      statusReason: evaluation.statusReason,
      ifUnknown: this.news.ifUnknown ?? restartDefaults.ifUnknown,
      change: this.news.triggers.change,
      lastReboot: believed,
      markerPresent: boot.marker.state === "present",
    });
    switch (decision.kind) {
      case "leave":
        if (!isKnownDrift(this.news, seen)) refuseOtherValue(this.host.name, this.news, seen);
        if (decision.warning !== undefined)
          this.context.log.warning(`${this.host.name}: ${evaluation.status}, ${decision.warning}`);
        return this.leave(seen, evaluation);
      case "wait":
        return this.resume(false);
      case "restart":
        refuseRestart(this.host.name, this.news, seen);
        this.context.log.progress(`restart required. ${decision.reason}`);
        return this.restart(boot, seen.connection, evaluation);
    }
  }

  /** No restart by us; one that others brought about is marked like our own. */
  private async leave(seen: HostObservation, evaluation: Evaluation): Promise<RebootOutputs> {
    const restartedSince = evaluation.status === "active" && seen.observation.marker.state === "absent";
    if (restartedSince) await this.markBoot(seen, evaluation);
    const { last, news } = this;
    return this.outputs(afterUnproven(evaluation, news.triggers.change, last, seen.observation.marker), last);
  }

  private async restart(
    before: BootSnapshot,
    confirmedOn: object | undefined,
    { statusReason }: Evaluation,
  ): Promise<RebootOutputs> {
    this.statusReason = statusReason;
    const deadlineAt = this.startedAt + this.timeoutMilliseconds;
    return this.conclude(before, deadlineAt, await this.follow({ before, deadlineAt, confirmedOn }));
  }

  /** A success: nothing was asked of the host, and the next run looks again. */
  private hold(held: Held, last: LastReboot | undefined): RebootOutputs {
    const said = heldInWords(held);
    this.context.log.warning(`${this.host.name}: ${said}`);
    const statusReason = `${this.statusReason} ${said.charAt(0).toUpperCase()}${said.slice(1)}`.trim();
    return this.outputs({ status: "rebootPending", statusReason }, last, this.pendingSince);
  }

  /** Follows a restart to its end that an earlier run requested. */
  private async resume(isSilent: boolean): Promise<RebootOutputs> {
    const began = { at: this.startedAt, on: this.startedOn };
    const { timeouts, timeoutMilliseconds, context } = this;
    const patience = { now: context.clock.monotonic(), timeoutMilliseconds, isSilent, ...timeouts };
    const wait = resumedWait(this.openRestart, this.news.setting, began, patience);
    return this.conclude(wait.before, wait.deadlineAt, await this.follow(wait));
  }

  private follow(wait: Wait): Promise<RestartReport> {
    const { news, host, timeouts, context, pendingSince, last, pendingReasons } = this;
    return followRestart({ context, host, news, timeouts, pendingSince, last, pendingReasons }, wait);
  }

  /** What became of the restart, with the status after it; a failure remembers the request if a restart may come of it. */
  private async conclude(
    before: BootSnapshot,
    deadlineAt: number,
    report: RestartReport,
  ): Promise<RebootOutputs> {
    const lastReboot = lastRebootOf(this.news.triggers.change, before, report, {
      earlier: this.openRestart,
      startedAt: this.startedOn,
      undone: this.last?.undone,
      pendingReasons: this.pendingReasons,
    });
    const { stopped } = report;
    if (stopped?.result === "held") {
      // What may have been sent is remembered until it is certain that nothing comes of it.
      return this.hold(stopped, mayRestart(report.state) ? lastReboot : this.last);
    }
    if (report.evidence === undefined) {
      const failure = stopped === undefined ? report.failure : forbidden(this.host.name, stopped);
      if (this.openRestart === undefined && !mayRestart(report.state)) throw failure;
      throw this.failWith(failure, lastReboot);
    }
    this.overslept = report.overslept ?? 0;
    try {
      const outcome = await this.evaluateAfter(before, deadlineAt + this.overslept, report, lastReboot);
      if (outcome.finding !== undefined) this.context.log.warning(`${this.host.name}: ${outcome.finding}`);
      return this.outputs(outcome.evaluation, outcome.lastReboot);
    } catch (error) {
      throw this.failWith(error, lastReboot);
    }
  }

  private async evaluateAfter(
    before: BootSnapshot,
    deadlineAt: number,
    { boot }: RestartReport,
    lastReboot: LastReboot,
  ): Promise<Outcome> {
    const { context, bounded, news } = this;
    const seen = await pollHost(context, bounded, news, { deadlineAt, restart: "underWay" });
    this.pendingReasons = seen.facts.pendingReasons;
    const bootEvidence = bootEvidenceOf(before, before.marker.state === "present");
    const evaluation = evaluateObservation(
      { ...news.setting, bootEvidence },
      withoutUndefined({
        ...seen.observation,
        bootId: boot?.bootId ?? seen.observation.bootId,
        bootEvent: boot?.bootEvent,
      }),
    );
    if (evaluation.status !== "active") {
      context.log.warning(
        `${this.host.name}: ${evaluation.status} after the restart. ${evaluation.statusReason}`,
      );
    }
    await this.markBoot(seen, evaluation);
    const { applied } = news.setting;
    return outcomeOf(evaluation, lastReboot, { applied, found: seen.observation.value });
  }

  private markBoot({ connection }: HostObservation, { valueAtBoot }: Evaluation): Promise<void> {
    return writeBootMarker(this.context, this.bounded, this.news, { valueAtBoot, onlyOver: connection });
  }

  private failWith(failure: unknown, lastReboot: LastReboot): Error {
    return partialRebootFailure(this.id, failure, (evaluation) => this.outputs(evaluation, lastReboot));
  }

  private outputs(
    { status, statusReason }: Pick<Evaluation, "status" | "statusReason">,
    lastReboot: LastReboot | undefined,
    pendingSince?: number,
  ): RebootOutputs {
    const { news, pendingReasons } = this;
    return outputsOf(news, { status, statusReason, lastReboot, pendingReasons, pendingSince });
  }
}
