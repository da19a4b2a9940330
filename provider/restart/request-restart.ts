import { NatTraversalError } from "../errors";
import type { Host } from "../hosts/host";
import { compareBoots } from "../nat-traversal/boot-snapshot";
import type { Question } from "../windows/fact";
import { replaceShutdown, requestRestart, type ShutdownAnswer } from "../windows/shutdown";
import { askWhoScheduled, type ScheduledShutdown } from "./foreign-shutdown";
import type { RestartClock } from "./restart-clock";
import type { RestartEvent } from "./restart-state";
import type { RestartOptions } from "./run-options";

/** How a question is put to the host. */
export interface Asking {
  ask<T>(question: Question<T>, timeoutSeconds: number, onlyOver?: object): Promise<T>;
  /** The connection that carried the last answer. */
  carrier(): object | undefined;
  /** The host with the time that connecting and a command have here. */
  readonly host: Host;
}

/** Requests a restart of a host, in the place of another shutdown where that is wanted. */
export class RestartRequest {
  /** What was on its way when it failed. */
  sent: "nothing" | "request" | "replacement" = "nothing";
  sentAt = 0;
  private confirmedOn: object | undefined;
  private warningSeconds: number;

  constructor(
    private readonly options: RestartOptions,
    private readonly time: RestartClock,
    private readonly asking: Asking,
  ) {
    this.confirmedOn = options.confirmedOn;
    this.warningSeconds = options.request.warningSeconds;
  }

  /** Makes sure that a restart is still wanted, and requests it. */
  async send(): Promise<RestartEvent> {
    const { request } = this.options;
    const { host } = this.asking;
    this.sent = "nothing";
    let onlyOver = this.confirmedOn;
    this.confirmedOn = undefined;
    if (onlyOver === undefined) {
      const { boot, connection } = await this.options.confirm(host);
      // A request without a guard would restart a boot that came since.
      if (compareBoots(this.options.before, boot).result === "new") {
        return { kind: "requestAnswered", answer: { kind: "notAsked" }, at: this.time.now };
      }
      onlyOver = connection;
    }
    const permission = await this.options.permit(host, onlyOver);
    if (permission.result === "wait") return { kind: "busy", reason: permission.reason, at: this.time.now };
    if (permission.result !== "go") return { kind: "stopped", why: permission, at: this.time.now };
    this.warningSeconds = Math.max(request.warningSeconds, permission.warnAtLeastSeconds ?? 0);
    this.time.allow(this.warningSeconds - request.warningSeconds);
    const at = this.sending("request");
    const answer = await this.asked(requestRestart(this.request), onlyOver);
    return { ...(await this.answered(answer)), at };
  }

  /** Right after an answer that another shutdown is scheduled: takes that away and requests the restart, over the same connection. */
  async replace(): Promise<RestartEvent> {
    const at = this.sending("replacement");
    const { answer, takenAway } = await this.asked(replaceShutdown(this.request), this.asking.carrier());
    return { ...(await this.answered(answer)), takenAway, at };
  }

  private sending(what: "request" | "replacement"): number {
    this.sent = what;
    this.sentAt = this.time.now;
    return this.sentAt;
  }

  private async answered(answer: ShutdownAnswer) {
    const { warningSeconds } = this;
    const isMet = answer.kind === "alreadyScheduled" || answer.kind === "underWay";
    const scheduled = isMet ? { scheduled: await this.whose() } : {};
    return { kind: "requestAnswered", answer, warningSeconds, ...scheduled } as const;
  }

  /** Whose the shutdown is that stands in the way. The answer to the request counts whatever becomes of this question. */
  private async whose(): Promise<ScheduledShutdown> {
    try {
      return await this.asked(askWhoScheduled(this.options.request.message), this.asking.carrier());
    } catch (error) {
      if (!(error instanceof NatTraversalError)) throw error;
      return { whose: "unknown" };
    }
  }

  private get request(): RestartOptions["request"] {
    return { ...this.options.request, warningSeconds: this.warningSeconds };
  }

  private asked<T>(question: Question<T>, onlyOver: object | undefined): Promise<T> {
    return this.asking.ask(question, this.options.timeouts.commandSeconds, onlyOver);
  }
}
