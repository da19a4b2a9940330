import type { Clock } from "../../../provider/clock";

/** How the machine behaves around a restart; seconds of its own clock. Everything may be changed while it runs. */
export interface PowerBehaviour {
  /** From the end of the warning until it no longer answers. */
  shutdownSeconds: number;
  /** How long it does not answer. */
  bootSeconds: number;
  /** From answering until the logon prompt is about to show. */
  settleSeconds: number;
  /** For how long it answers before each further boot (updates): `[20, 5]` means three boots in all. */
  furtherBootsAfterSeconds: readonly number[];
  /** Whether it comes back by itself after a restart or stays dark. */
  afterRestart: "returns" | "neverReturns";
  /** What becomes of connections when it goes down, and of attempts while it is. */
  connections: "dropped" | "silent";
  /** How long connecting takes, name lookup included; in this process only. */
  connectSeconds: number;
  /** What becomes of a logon while it is up, or that another host key is shown before it; in this process only. */
  logons: "accepted" | "refused" | "otherHostKey";
}

/** What is going on; "up" also while a shutdown is scheduled. */
export type PowerState = "up" | "shuttingDown" | "down";

/** What others do when the power state changes. */
export interface PowerListener {
  wentDown?(): void;
  booted?(): void;
  settled?(): void;
}

/** The on and off of one machine, on its clock. */
export class Power {
  state: PowerState = "up";
  /** Whether the logon prompt has shown since the boot. */
  settled = true;
  boots = 0;
  /** How often it has gone down: whatever ran before is gone. */
  timesDown = 0;
  private scheduled: { cancel(): void; readonly kind: "restart" | "powerOff" } | undefined;
  private readonly listeners: PowerListener[] = [];
  private timers: Array<() => void> = [];

  constructor(
    private readonly clock: Clock,
    readonly behaviour: PowerBehaviour,
  ) {}

  listen(listener: PowerListener): void {
    this.listeners.push(listener);
  }

  /** Resolves at the end of the next boot. */
  nextBoot(): Promise<void> {
    return new Promise((resolve) => this.listen({ booted: resolve }));
  }

  /** Whether a shutdown waits for its warning to end. */
  get isScheduled(): boolean {
    return this.scheduled !== undefined;
  }

  /** Begins a shutdown after so many seconds. */
  schedule(kind: "restart" | "powerOff", seconds: number): void {
    const cancel = this.clock.setTimer(seconds * 1000, () => {
      this.scheduled = undefined;
      this.shutDown(kind);
    });
    this.scheduled = { cancel, kind };
  }

  /** Calls a scheduled shutdown off; false if there is none. */
  abort(): boolean {
    this.scheduled?.cancel();
    const had = this.scheduled !== undefined;
    this.scheduled = undefined;
    return had;
  }

  /** Cuts the power now and boots again, as `afterRestart` says. */
  crash(): void {
    this.goDown("restart");
  }

  /** Goes on from an earlier moment, as a reverted virtual machine does: nothing is scheduled, and connections are lost. */
  revert(): void {
    this.abort();
    this.timesDown++;
    for (const listener of this.listeners) listener.wentDown?.();
  }

  /** Shuts down with Fast Startup and powers on again: it is away for so many seconds, and nothing of the boot ends. */
  hibernate(seconds: number): void {
    this.stop();
    this.state = "down";
    this.timesDown++;
    for (const listener of this.listeners) listener.wentDown?.();
    this.after(seconds, () => {
      this.state = "up";
    });
  }

  /** Restarts without any time passing: down, up and settled at once. */
  bootAtOnce(): void {
    this.stop();
    this.darken();
    this.comeUp();
    this.markManaged();
  }

  /** Presses the power button of a machine that is down: it boots from here. */
  powerOn(): void {
    if (this.state === "down") this.bootAfter(this.behaviour.bootSeconds);
  }

  /** Switches off all timers, so that nothing keeps a process alive. */
  stop(): void {
    this.abort();
    for (const cancel of this.timers) cancel();
    this.timers = [];
  }

  private shutDown(kind: "restart" | "powerOff"): void {
    if (this.state !== "up") return;
    this.state = "shuttingDown";
    this.after(this.behaviour.shutdownSeconds, () => this.goDown(kind));
  }

  private goDown(kind: "restart" | "powerOff", further = this.behaviour.furtherBootsAfterSeconds): void {
    this.stop();
    this.darken();
    if (kind === "restart" && this.behaviour.afterRestart === "returns") {
      this.bootAfter(this.behaviour.bootSeconds, further);
    }
  }

  private bootAfter(seconds: number, further: readonly number[] = []): void {
    this.after(seconds, () => {
      this.comeUp();
      const [next, ...rest] = further;
      if (next !== undefined) this.after(next, () => this.goDown("restart", rest));
      else this.after(this.behaviour.settleSeconds, () => this.markManaged());
    });
  }

  private darken(): void {
    this.state = "down";
    this.settled = false;
    this.timesDown++;
    for (const listener of this.listeners) listener.wentDown?.();
  }

  private comeUp(): void {
    this.state = "up";
    this.boots++;
    for (const listener of this.listeners) listener.booted?.();
  }

  private markManaged(): void {
    this.settled = true;
    for (const listener of this.listeners) listener.settled?.();
  }

  private after(seconds: number, callback: () => void): void {
    if (seconds <= 0) callback();
    else this.timers.push(this.clock.setTimer(seconds * 1000, callback));
  }
}
