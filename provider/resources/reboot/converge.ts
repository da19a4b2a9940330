import { addressOf } from "../../hosts/connect";
import { defaultTimeouts, type Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { markerKey, markerName } from "../../nat-traversal/marker";
import type { Observation } from "../../nat-traversal/observation";
import type { Evaluation } from "../../nat-traversal/status";
import { decideRestart } from "../../restart/decide";
import { hostUntil } from "../../restart/host-until";
import type { BootBefore } from "../../restart/proof";
import type { LastReboot, RebootInputs, RebootOutputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import { mayRestart } from "../../restart/restart-state";
import { type RestartReport, runRestart } from "../../restart/run-restart";
import type { LifecycleContext } from "../context";
import { askRestartFacts, initialObservation } from "./initial-observation";
import { bootBefore, lastRebootOf, rememberedBootBefore } from "./last-reboot";
import { evaluateObservation } from "./observe";
import { partialRebootFailure } from "./partial-failure";
import { pollHost } from "./poll";
import type { StoredReboot } from "./stored-reboot";
import { writeBootMarker } from "./write-marker";

/** What a resumed wait gets at least, however long ago the restart was asked for. */
const resumedWaitSeconds = 60;

/**
 * Brings the setting into force: looks, decides from what is seen, restarts the host if that is required, proves it, and notes the new
 * boot. Throws host errors as they are, and UnfinishedError, whose properties remember the request, once a restart may come.
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
  private readonly startedAt: number;
  private readonly timeoutMilliseconds: number;
  private readonly timeouts: Timeouts;
  /** The restart that an earlier run asked for because of this very change, and did not see to its end. */
  private readonly unfinished: LastReboot | undefined;
  private pendingReasons: readonly string[];
  /** For everything but the restart itself, which keeps its own time. */
  private readonly bounded: Host;

  constructor(
    private readonly context: LifecycleContext,
    private readonly id: string,
    private readonly news: RebootInputs,
    private readonly stored: StoredReboot | undefined,
    private readonly host: Host,
  ) {
    this.startedAt = context.clock.now();
    this.timeoutMilliseconds = (news.timeoutSeconds ?? restartDefaults.timeoutSeconds) * 1_000;
    this.bounded = hostUntil(host, context.clock, this.startedAt + this.timeoutMilliseconds);
    this.timeouts = { ...defaultTimeouts, ...news.timeouts };
    const last = stored?.lastReboot;
    this.unfinished = last?.change === news.triggers.change && last.evidence === undefined ? last : undefined;
    this.pendingReasons = stored?.pendingReasons ?? [];
  }

  async run(): Promise<RebootOutputs> {
    const first = await initialObservation(this.context, this.bounded, this.news, {
      isUnfinished: this.unfinished !== undefined,
      startedAt: this.startedAt,
      deadlineAt: this.startedAt + this.timeoutMilliseconds,
    });
    if (first === "onItsWay") return this.goOn();
    const { look, facts } = first;
    this.pendingReasons = facts.pendingReasons;
    for (const warning of look.machine.warnings) this.context.log.warning(warning);
    const evaluation = evaluateObservation(this.news.setting, look.observation, facts.numbers);
    const decision = decideRestart({
      status: evaluation.status,
      statusReason: evaluation.statusReason,
      ifUnknown: this.news.ifUnknown ?? restartDefaults.ifUnknown,
      change: this.news.triggers.change,
      lastReboot: this.stored?.lastReboot,
      markerPresent: look.observation.marker.state === "present",
    });
    switch (decision.kind) {
      case "leave":
        if (decision.warning !== undefined)
          this.context.log.warning(`${this.host.name}: ${decision.warning}`);
        return this.leave(look.observation, evaluation);
      case "wait":
        return this.goOn();
      case "restart":
        this.context.log.progress(`${this.host.name}: restart required. ${decision.reason}`);
        return this.restart(bootBefore(look.observation, facts));
    }
  }

  /** No restart by us; one that others brought about is noted like our own. */
  private async leave(observation: Observation, evaluation: Evaluation): Promise<RebootOutputs> {
    const restartedSince = evaluation.status === "active" && observation.marker.state === "gone";
    if (restartedSince) await writeBootMarker(this.context, this.bounded, this.news, evaluation.valueAtBoot);
    return this.outputs(evaluation, this.stored?.lastReboot);
  }

  private async restart(before: BootBefore): Promise<RebootOutputs> {
    const deadlineAt = this.startedAt + this.timeoutMilliseconds;
    return this.conclude(before, deadlineAt, await this.drive(before, deadlineAt, undefined));
  }

  /** Sees a restart to its end that an earlier run asked for. */
  private async goOn(): Promise<RebootOutputs> {
    const before = rememberedBootBefore(this.unfinished, this.news.setting);
    const requestedAt = Date.parse(this.unfinished?.requested ?? "") || this.startedAt;
    const deadlineAt = Math.max(
      Math.min(requestedAt, this.startedAt) + this.timeoutMilliseconds,
      this.startedAt + Math.min(resumedWaitSeconds * 1_000, this.timeoutMilliseconds),
    );
    return this.conclude(before, deadlineAt, await this.drive(before, deadlineAt, requestedAt));
  }

  private drive(before: BootBefore, deadlineAt: number, requestedAt?: number): Promise<RestartReport> {
    const { news, host, timeouts } = this;
    const { clock, log } = this.context;
    return runRestart({
      host,
      clock,
      timeouts,
      progress: (text) => log.progress(text),
      request: {
        warningSeconds: news.warningSeconds ?? restartDefaults.warningSeconds,
        message: `Pulumi: restart to bring AssumeUDPEncapsulationContextOnSendRule into use (setting ${news.setting.id})`,
        guard: { key: markerKey, valueName: before.marker === undefined ? undefined : markerName },
      },
      before,
      deadlineAt,
      requestedAt,
    });
  }

  private async conclude(
    before: BootBefore,
    deadlineAt: number,
    report: RestartReport,
  ): Promise<RebootOutputs> {
    const lastReboot = lastRebootOf(this.news.triggers.change, before, report, {
      earlier: this.unfinished,
      startedAt: this.startedAt,
    });
    if (report.evidence === undefined) {
      if (this.unfinished === undefined && !mayRestart(report.state)) throw report.failure;
      throw this.unfinishedWith(report.failure, lastReboot);
    }
    try {
      const { context, bounded, news } = this;
      const { observation } = await pollHost(context, bounded, news, { deadlineAt, restart: "underWay" });
      this.pendingReasons = (await askRestartFacts(bounded)).pendingReasons;
      const bootEvidence = { ...before.evidence, marked: before.marker !== undefined };
      const evaluation = evaluateObservation(
        { ...this.news.setting, bootEvidence },
        observation,
        report.numbers,
      );
      if (evaluation.status !== "active") {
        this.context.log.warning(
          `${this.host.name}: after the restart the setting is not as it was applied. ${evaluation.statusReason}`,
        );
      }
      await writeBootMarker(this.context, this.bounded, this.news, evaluation.valueAtBoot);
      return this.outputs(evaluation, lastReboot);
    } catch (error) {
      throw this.unfinishedWith(error, lastReboot);
    }
  }

  private unfinishedWith(failure: unknown, lastReboot: LastReboot): Error {
    return partialRebootFailure(this.id, failure, (evaluation) => this.outputs(evaluation, lastReboot));
  }

  private outputs(
    { status, statusReason }: Pick<Evaluation, "status" | "statusReason">,
    lastReboot: LastReboot | undefined,
  ): RebootOutputs {
    return {
      ...this.news,
      host: addressOf(this.news.connection).host,
      status,
      statusReason,
      ...(lastReboot === undefined ? {} : { lastReboot }),
      pendingReasons: this.pendingReasons,
      __stateVersion: 1,
    };
  }
}
