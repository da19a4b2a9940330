import { defaultTimeouts, type Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { type BootSnapshot, bootEvidenceOf, bootOf } from "../../nat-traversal/boot-snapshot";
import { markerKey, markerName } from "../../nat-traversal/marker";
import type { Evaluation } from "../../nat-traversal/status";
import { decideRestart } from "../../restart/decide";
import type { LastReboot, RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import { restartMessage } from "../../restart/restart-message";
import { restartDefaults } from "../../restart/restart-options";
import { mayRestart } from "../../restart/restart-state";
import { hostUntil } from "../../restart/retry-policy";
import { type RestartOptions, type RestartReport, runRestart } from "../../restart/run-restart";
import { believedReboot } from "../../restart/stored-proof";
import { withoutUndefined } from "../../without-undefined";
import type { LifecycleContext } from "../context";
import {
  afterUnproven,
  lastRebootIn,
  lastRebootOf,
  type Outcome,
  outcomeOf,
  partialRebootFailure,
  rememberedBoot,
  type StoredReboot,
  sinceProof,
} from "./last-reboot";
import {
  confirmRestart,
  evaluateObservation,
  type HostObservation,
  initialObservation,
  pollHost,
} from "./observe";
import { outputsOf } from "./outputs";
import { isKnownDrift, refuseOtherValue, refuseRestart } from "./refusals";
import { writeBootMarker } from "./write-marker";

/** What a resumed wait gets at least, however long ago the restart was requested. */
const resumedWaitSeconds = 60;

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
  }

  async run(): Promise<RebootOutputs> {
    const first = await initialObservation(this.context, this.bounded, this.news, {
      isUnfinished: this.openRestart !== undefined,
      startedAt: this.startedAt,
      deadlineAt: this.startedAt + this.timeoutMilliseconds,
    });
    if (first === "notAnswering") return this.resume();
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
          this.context.log.warning(`${this.host.name}: ${decision.warning}`);
        return this.leave(seen, evaluation);
      case "wait":
        return this.resume();
      case "restart":
        refuseRestart(this.host.name, this.news, seen);
        this.context.log.progress(`${this.host.name}: restart required. ${decision.reason}`);
        return this.restart(boot, seen.connection);
    }
  }

  /** No restart by us; one that others brought about is marked like our own. */
  private async leave(seen: HostObservation, evaluation: Evaluation): Promise<RebootOutputs> {
    const restartedSince = evaluation.status === "active" && seen.observation.marker.state === "absent";
    if (restartedSince) await this.markBoot(seen, evaluation);
    const { last, news } = this;
    return this.outputs(afterUnproven(evaluation, news.triggers.change, last, seen.observation.marker), last);
  }

  private async restart(before: BootSnapshot, confirmedOn: object | undefined): Promise<RebootOutputs> {
    const deadlineAt = this.startedAt + this.timeoutMilliseconds;
    return this.conclude(before, deadlineAt, await this.follow({ before, deadlineAt, confirmedOn }));
  }

  /** Follows a restart to its end that an earlier run requested. */
  private async resume(): Promise<RebootOutputs> {
    const before = rememberedBoot(this.openRestart, this.news.setting);
    const requestedAt = Date.parse(this.openRestart?.requested ?? "") || this.startedOn;
    // Between two runs there is only the clock on the wall; a request of tomorrow is one of now.
    const elapsed = Math.max(0, this.startedOn - requestedAt);
    const shortest = Math.min(resumedWaitSeconds * 1_000, this.timeoutMilliseconds);
    const deadlineAt = this.startedAt + Math.max(this.timeoutMilliseconds - elapsed, shortest);
    return this.conclude(before, deadlineAt, await this.follow({ before, deadlineAt, requestedAt }));
  }

  private follow(
    given: Pick<RestartOptions, "before" | "deadlineAt" | "requestedAt" | "confirmedOn">,
  ): Promise<RestartReport> {
    const { news, host, timeouts } = this;
    const { clock, log } = this.context;
    return runRestart({
      host,
      clock,
      timeouts,
      progress: (text) => log.progress(text),
      request: {
        warningSeconds: news.warningSeconds ?? restartDefaults.warningSeconds,
        message: restartMessage({ change: news.triggers.change, urn: this.context.urn }),
        guard: {
          key: markerKey,
          valueName: given.before.marker.state === "present" ? markerName : undefined,
        },
      },
      confirm: (limited) => confirmRestart(limited, news),
      ...given,
    });
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
    });
    if (report.evidence === undefined) {
      if (this.openRestart === undefined && !mayRestart(report.state)) throw report.failure;
      throw this.failWith(report.failure, lastReboot);
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
        `${this.host.name}: the setting is not active after the restart. ${evaluation.statusReason}`,
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
  ): RebootOutputs {
    const { news, pendingReasons } = this;
    return outputsOf(news, { status, statusReason, lastReboot, pendingReasons });
  }
}
