import { DifferentMachineError, type NatTraversalError } from "../errors";
import type { CommandLine, CommandResult, Host } from "../hosts/host";
import { connectionOf } from "../hosts/same-connection";
import { type BootSnapshot, compareBoots } from "../nat-traversal/boot-snapshot";
import { type Question, readAnswer } from "../windows/fact";
import { cancelShutdown } from "../windows/shutdown";
import { ConnectPatience } from "./connect-patience";
import { logonRetry } from "./logon-retry";
import { newsOfForeign } from "./meet-shutdown";
import { askForBoot } from "./observe-boot";
import { hasComeToNothing, isRevocable } from "./out-of-time";
import { ProgressReporter } from "./progress";
import { RestartRequest } from "./request-restart";
import { RestartClock } from "./restart-clock";
import { restartError } from "./restart-error";
import {
  beginRestart,
  mayRestart,
  type RestartEvent,
  type RestartState,
  type RestartStep,
  wentDownAt,
} from "./restart-state";
import { hostUntil, isTransient, type Loss, lossOf, pollSecondsAfter } from "./retry-policy";
import type { RestartOptions, RestartReport } from "./run-options";
import { firstStep, transition } from "./state-machine";
import { refuseStranger } from "./stranger";

/** Does what the state machine says until it ends. Never rejects: a failure is part of the report, beside what was reached. */
export async function runRestart(options: RestartOptions): Promise<RestartReport> {
  return new RestartRun(options).toTheEnd();
}

class RestartRun {
  private readonly host: Host;
  private readonly reporter: ProgressReporter;
  private readonly time: RestartClock;
  private readonly patience: ConnectPatience;
  private state: RestartState;
  private lastFailure: NatTraversalError | undefined;
  private provenIn: BootSnapshot | undefined;
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private readonly request: RestartRequest;
  private carrier: object | undefined;
  /** Lets a refused logon be tried again. */
  private allowLogon = () => {};

  constructor(private readonly options: RestartOptions) {
    this.reporter = new ProgressReporter(options);
    this.time = new RestartClock(options.clock, options.deadlineAt);
    this.patience = new ConnectPatience(options.clock, options.timeouts);
    this.host = hostUntil(options.host, options.clock, () => this.time.remaining);
    this.request = new RestartRequest(options, this.time, {
      ask: (question, timeoutSeconds, onlyOver) => this.ask(question, timeoutSeconds, onlyOver),
      carrier: () => this.carrier,
      host: this.patientHost(),
    });
    this.state = beginRestart({
      ...options,
      awaitLogon: options.before.logonReached,
      warningSeconds: options.request.warningSeconds,
      requestedAt: this.time.earlier(options.requestedAt),
      lastRequestedAt: this.time.earlier(options.lastRequestedAt),
    });
  }

  async toTheEnd(): Promise<RestartReport> {
    const stopProgress = this.reporter.keepReporting(() => this.state);
    const disarm = this.options.onInterrupt?.(() => this.takeBack());
    try {
      let step = firstStep(this.state);
      while (step.do !== "finish" && step.do !== "fail" && step.do !== "stop")
        step = this.learn(await this.take(step));
      if (step.do === "stop") return { ...this.ending(), stopped: step.why };
      if (step.do === "finish") return { ...this.ending(), evidence: step.evidence, boot: this.provenIn };
      const error = restartError(
        this.options.host.name,
        this.reporter.elapsedSeconds(),
        this.state,
        step,
        this.lastFailure,
      );
      return { ...this.ending(), failure: error };
    } catch (failure) {
      return { ...this.ending(), failure };
    } finally {
      stopProgress();
      disarm?.();
    }
  }

  private ending(): Pick<RestartReport, "state" | "wentDownAt" | "overslept" | "cameToNothing"> {
    const { state, time } = this;
    return {
      state: time.dated(state),
      wentDownAt: time.hasSlept ? undefined : wentDownAt(state),
      overslept: time.overslept,
      cameToNothing: hasComeToNothing(state),
    };
  }

  private learn(event: RestartEvent): RestartStep {
    const before = this.state;
    const { state, step } = transition(before, event);
    this.state = state;
    if (state.phase !== before.phase) this.reporter.report(state);
    const news = newsOfForeign(before, state);
    if (news !== undefined) this.options.warning(`${this.options.host.name}: ${news}`);
    return step;
  }

  private async take(step: Exclude<RestartStep, { do: "finish" | "fail" | "stop" }>): Promise<RestartEvent> {
    if (step.do === "poll") await this.time.pauseUntil(this.lastSentAt + step.afterMilliseconds);
    this.lastSentAt = this.time.now;
    this.allowLogon();
    this.allowLogon = () => {};
    if (this.time.remaining <= 0) return { kind: "deadline", at: this.lastSentAt };
    try {
      switch (step.do) {
        case "request":
          return await this.request.send();
        case "replace":
          return await this.request.replace();
        case "recheck":
          return await this.recheck();
        case "poll":
          return await this.poll();
        case "prove":
          return await this.prove();
      }
    } catch (failure) {
      return this.readFailure(failure, step.do);
    }
  }

  /** People who came between the last look and the request are not restarted under. Only the machine that took it is asked. */
  private async recheck(): Promise<RestartEvent> {
    const { host, timeouts, warning } = this.options;
    const onlyOver = this.carrier;
    const why = await this.options.recheck(this.patientHost(), onlyOver);
    if (why.result === "go" || why.result === "wait") return { kind: "rechecked", at: this.time.now };
    const answer = await this.ask(cancelShutdown(), timeouts.commandSeconds, onlyOver);
    if (answer.kind === "cancelled") return { kind: "takenBack", why, at: this.time.now };
    warning(
      `${host.name}: ${why.result === "held" ? why.reason : why.problem}, but the restart could not be taken back (${answer.came})`,
    );
    return { kind: "rechecked", at: this.time.now };
  }

  private async takeBack(): Promise<void> {
    if (isRevocable(this.state, this.time.now))
      await this.ask(cancelShutdown(), this.options.timeouts.commandSeconds, this.carrier);
  }

  /** The host with the time that connecting and a command have here. */
  private patientHost(): Host {
    const { host } = this;
    const { commandSeconds } = this.options.timeouts;
    const run: Host["run"] = (line, limits) => this.run(line, commandSeconds, limits?.onlyOver);
    return { ...host, run };
  }

  private async poll(): Promise<RestartEvent> {
    const { before } = this.options;
    // The event log is the slow part: it is read only where the marker does not tell.
    const isQuick = before.marker.state === "present";
    let now = await this.look(isQuick);
    if (isQuick && compareBoots(before, now).marker === "replaced") now = await this.look(false);
    const { bootId, logonReached } = now;
    return { kind: "polled", compared: compareBoots(before, now), bootId, logonReached, at: this.time.now };
  }

  private async look(isQuick: boolean): Promise<BootSnapshot> {
    const seconds = pollSecondsAfter(this.lastFailure, this.options.timeouts);
    const now = await this.ask(askForBoot(this.host.name, !isQuick), seconds);
    refuseStranger(this.options.host.name, this.options.before, now);
    return now;
  }

  private async prove(): Promise<RestartEvent> {
    const { before, timeouts } = this.options;
    const now = await this.ask(askForBoot(this.host.name, true), timeouts.commandSeconds);
    const at = this.time.now;
    refuseStranger(this.options.host.name, this.options.before, now);
    if (now.isServicing === true)
      return { kind: "busy", reason: "Windows is still installing updates or features", at };
    this.provenIn = now;
    return { kind: "evidenceRead", compared: compareBoots(before, now), at };
  }

  /** A wrong host key ends everything at once, as does a credential rejected for good, and anything else that a restart does not explain. */
  private readFailure(failure: unknown, during: Loss["during"]): RestartEvent {
    const at = this.time.now;
    // While a restart may be in progress its address may lead elsewhere for a while.
    if (failure instanceof DifferentMachineError && mayRestart(this.state)) {
      return { kind: "noAnswer", error: failure.details.problem, at };
    }
    const retry = mayRestart(this.state) ? logonRetry(failure, this.time.remaining) : undefined;
    if (retry !== undefined) {
      this.allowLogon = retry.allow;
      this.options.progress(retry.progress);
      const afterMilliseconds = at - this.lastSentAt + retry.pauseMilliseconds;
      return { kind: "logonRefused", error: retry.error.details.problem, afterMilliseconds, at };
    }
    if (!isTransient(failure, "underWay")) throw failure;
    this.lastFailure = failure;
    const { sent, sentAt } = this.request;
    const { phase } = this.state;
    return lossOf(failure, { during, sent, sentAt, phase, remaining: this.time.remaining, at });
  }

  private async ask<T>(question: Question<T>, timeoutSeconds: number, onlyOver?: object): Promise<T> {
    return readAnswer(question, await this.run(question.line, timeoutSeconds, onlyOver));
  }

  private async run(
    commandLine: CommandLine,
    timeoutSeconds: number,
    onlyOver?: object,
  ): Promise<CommandResult> {
    const result = await this.patience.during(this.lastFailure, (connectTimeoutSeconds) =>
      this.host.run(commandLine, {
        timeoutSeconds,
        connectTimeoutSeconds,
        onlyOver,
        mayBeBooting: mayRestart(this.state),
      }),
    );
    this.carrier = connectionOf(result);
    return result;
  }
}
