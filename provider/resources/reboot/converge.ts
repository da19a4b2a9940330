import { defaultTimeouts, type Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import type { BootSnapshot } from "../../nat-traversal/boot-snapshot";
import type { Evaluation } from "../../nat-traversal/status";
import { forbidden, type Held, heldInWords } from "../../restart/check-restart";
import type { ComputerKind } from "../../restart/group";
import { putOffSince } from "../../restart/pending-since";
import type { LastReboot, RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import { hostUntil, isTransient } from "../../restart/retry-policy";
import type { RestartReport } from "../../restart/run-options";
import { mustBeRemembered, withLostShutdown } from "../../restart/stored-proof";
import type { Turn } from "../../restart/turns";
import { type LifecycleContext, partialFailure } from "../context";
import { concludeProven, markBoot } from "./after-restart";
import { assess } from "./assess";
import { followRestart, resumedWait } from "./follow";
import {
  afterUnproven,
  lastRebootIn,
  lastRebootOf,
  partialRebootFailure,
  type StoredReboot,
} from "./last-reboot";
import { countUnprovenUndone, type HostObservation, initialObservation } from "./observe";
import { outputsOf } from "./outputs";
import { askPermission } from "./permission";
import { awaitReady, isReadyDue, readyNow, withUnready } from "./ready";
import { isKnownDrift, refuseOtherValue, refuseRestart } from "./refusals";
import { concludeTurn, resumeTurn, takeTurn, turnEnd } from "./turn";

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

type Told = Pick<Evaluation, "status" | "statusReason">;
type SecondLook = { readonly turn?: Turn };

class Convergence {
  /** In milliseconds of the clock's `monotonic`, and when that was by the clock on the wall. */
  private readonly startedAt: number;
  private readonly startedOn: number;
  private readonly timeoutMilliseconds: number;
  readonly timeouts: Timeouts;
  /** The last restart that an earlier run requested or waited for. */
  readonly last: LastReboot | undefined;
  /** The restart that an earlier run requested for this very change, and did not follow to its end. */
  private readonly openRestart: LastReboot | undefined;
  pendingReasons: readonly string[];
  private overslept = 0;
  /** When the host was seen to go down in this run, in milliseconds of the clock's `monotonic`. */
  private wentDownAt: number | undefined;
  /** Since when the restart has been pending, in milliseconds since the Unix epoch. */
  readonly pendingSince: number;
  computerKind: ComputerKind | undefined;
  /** Why the restart is required. */
  private statusReason = "";
  /** For everything but the restart itself, which keeps its own time. */
  readonly bounded: Host;

  constructor(
    readonly context: LifecycleContext,
    readonly id: string,
    readonly news: RebootInputs,
    private readonly stored: StoredReboot | undefined,
    readonly host: Host,
    began = { at: context.clock.monotonic(), on: context.clock.now() },
  ) {
    const { clock } = context;
    this.startedAt = began.at;
    this.startedOn = began.on;
    this.timeoutMilliseconds = (news.timeoutSeconds ?? restartDefaults.timeoutSeconds) * 1_000;
    this.bounded = hostUntil(host, clock, () => this.endsAt - clock.monotonic());
    this.timeouts = { ...defaultTimeouts, ...news.timeouts };
    this.last = stored && lastRebootIn(stored);
    const { change, evidence } = this.last ?? {};
    this.openRestart = change === news.triggers.change && evidence === undefined ? this.last : undefined;
    this.pendingReasons = stored?.pendingReasons ?? [];
    this.computerKind = stored?.computerKind;
    this.pendingSince = putOffSince(stored, news.triggers.change) ?? this.startedOn;
  }

  /** When everything must be over, in milliseconds of the clock's `monotonic`. */
  private get endsAt(): number {
    return this.startedAt + this.timeoutMilliseconds + this.overslept;
  }

  /** With `again`, for the second time in this run: after a wait for the turn, or where the connection was lost. */
  async run(again?: SecondLook): Promise<RebootOutputs> {
    const first = await initialObservation(this.context, this.bounded, this.news, {
      isUnfinished: this.openRestart !== undefined,
      startedAt: this.startedAt,
      deadlineAt: this.startedAt + this.timeoutMilliseconds,
    });
    if (first === "notAnswering" || first === "silent") return this.resume(first);
    this.pendingReasons = first.facts.pendingReasons;
    const { seen, boot, evaluation, decision, findings } = assess(this, first);
    if (again === undefined) for (const finding of findings) this.context.log.warning(finding);
    switch (decision.kind) {
      case "leave":
        if (!isKnownDrift(this.news, seen)) refuseOtherValue(this.host.name, this.news, seen);
        if (decision.warning !== undefined)
          this.context.log.warning(`${this.host.name}: ${evaluation.status}, ${decision.warning}`);
        return this.leave(seen, evaluation);
      case "wait":
        return this.resume("answering");
      case "restart":
        refuseRestart(this.host.name, this.news, seen);
        this.context.log.progress(`restart required. ${decision.reason}`);
        this.statusReason = evaluation.statusReason;
        return this.restart(boot, seen.connection, again);
    }
  }

  /** No restart by us; one that others brought about is marked like our own. */
  private async leave(seen: HostObservation, evaluation: Evaluation): Promise<RebootOutputs> {
    const restartedSince = evaluation.status === "active" && seen.observation.marker.state === "absent";
    if (restartedSince) await markBoot(this, seen, evaluation);
    const { last, news, stored } = this;
    const left = afterUnproven(evaluation, news.triggers.change, last, seen.observation.marker);
    return isReadyDue(news, stored, left) ? this.whenReady(left, last) : this.outputs(left, last);
  }

  /** The outputs once everything works that the program waits for; a failure keeps what is proven, and what does not work. */
  private async whenReady(evaluation: Told, last: LastReboot | undefined): Promise<RebootOutputs> {
    const { notReady, failure } = await awaitReady(this, this.endsAt);
    if (failure === undefined) return this.outputs(evaluation, readyNow(this, last, this.wentDownAt));
    const outputs = { ...this.outputs(withUnready(evaluation, notReady), last), notReady };
    throw partialFailure(this.id, failure, outputs);
  }

  private async restart(
    before: BootSnapshot,
    confirmedOn: object | undefined,
    again: SecondLook | undefined,
  ): Promise<RebootOutputs> {
    const permission = await askPermission(this.bounded, this, confirmedOn).catch((error: unknown) => {
      if (again !== undefined || !isTransient(error, "perhaps")) throw error;
    });
    if (permission === undefined) return this.lookAgain({});
    this.computerKind = permission.kind ?? this.computerKind;
    if (permission.result === "fail") throw forbidden(this.host.name, permission);
    if (permission.result === "held") return this.hold(permission, this.last);
    const turn = again?.turn ?? (await takeTurn(this));
    if ("how" in turn) return this.hold(turn, this.last);
    try {
      if (again?.turn === undefined && turn.waited) return await this.lookAgain({ turn });
      const deadlineAt = this.startedAt + this.timeoutMilliseconds;
      const report = await followRestart(this, { before, deadlineAt, confirmedOn });
      return await concludeTurn(this.news, turn, turnEnd(report), () =>
        this.conclude(before, deadlineAt, report),
      );
    } finally {
      turn.end("gaveBack");
    }
  }

  /** The time counts anew from the turn; a connection that was lost gains none. */
  private lookAgain(again: SecondLook): Promise<RebootOutputs> {
    const { context, id, news, stored, host } = this;
    const began = again.turn === undefined ? { at: this.startedAt, on: this.startedOn } : undefined;
    return new Convergence(context, id, news, stored, host, began).run(again);
  }

  /** A success: nothing was asked of the host, and the next run looks again. */
  private hold(held: Held, last: LastReboot | undefined): RebootOutputs {
    const said = withLostShutdown(heldInWords(held), last);
    this.context.log.warning(`${this.host.name}: ${said}`);
    const statusReason = `${this.statusReason} ${said.charAt(0).toUpperCase()}${said.slice(1)}`.trim();
    return this.outputs({ status: "rebootPending", statusReason }, last, this.pendingSince);
  }

  /** Follows a restart to its end that an earlier run requested. */
  private async resume(host: "silent" | "notAnswering" | "answering"): Promise<RebootOutputs> {
    const began = { at: this.startedAt, on: this.startedOn };
    const { timeouts, timeoutMilliseconds, context } = this;
    const now = context.clock.monotonic();
    const patience = { now, timeoutMilliseconds, isSilent: host === "silent", ...timeouts };
    const wait = resumedWait(this.openRestart, this.news.setting, began, patience);
    const turn = resumeTurn(this);
    const report = await followRestart(this, wait);
    // One that never answered was lost in an earlier run, and holds up none of this one.
    const isStillLost = host !== "answering" && turnEnd(report) === "lost";
    const end = isStillLost ? "gaveBack" : turnEnd(report);
    return concludeTurn(this.news, turn, end, () => this.conclude(wait.before, wait.deadlineAt, report));
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
    const isRemembered = mustBeRemembered(lastReboot, report.state);
    if (stopped?.result === "held") {
      // What may have been sent is remembered until it is certain that nothing comes of it.
      return this.hold(stopped, isRemembered ? lastReboot : this.last);
    }
    if (report.evidence === undefined) {
      const failure = stopped === undefined ? report.failure : forbidden(this.host.name, stopped);
      if (this.openRestart === undefined && !isRemembered) throw failure;
      throw this.failWith(failure, await countUnprovenUndone(this.bounded, this.news, lastReboot));
    }
    this.overslept = report.overslept ?? 0;
    this.wentDownAt = report.wentDownAt;
    const concluded = concludeProven(this, {
      before,
      deadlineAt: deadlineAt + this.overslept,
      report,
      lastReboot,
    });
    const { evaluation, ...outcome } = await concluded.catch((error: unknown) => {
      throw this.failWith(error, lastReboot);
    });
    this.pendingReasons = outcome.pendingReasons;
    return this.whenReady(evaluation, outcome.lastReboot);
  }

  private failWith(failure: unknown, last: LastReboot): Error {
    return partialRebootFailure(this.id, failure, last, (evaluation) => this.outputs(evaluation, last));
  }

  private outputs(
    { status, statusReason }: Told,
    lastReboot: LastReboot | undefined,
    pendingSince = putOffSince(this.stored, this.news.triggers.change),
  ): RebootOutputs {
    const { news, pendingReasons, computerKind } = this;
    return outputsOf(news, { status, statusReason, lastReboot, pendingReasons, pendingSince, computerKind });
  }
}
