import { NatTraversalError } from "../errors";
import { logonRetry } from "./logon-retry";
import { reportNowAndThen, secondsUntil } from "./progress";
import { lookWhetherReady, notReady, type ReadinessLook, type Unready } from "./readiness";
import { RestartClock } from "./restart-clock";
import { hostUntil, isTransient } from "./retry-policy";

/** From look to look while a host is starting its services, and once that takes long. */
const lookEveryMilliseconds = 2_000;
const patientLookEveryMilliseconds = 5_000;
const patientAfterMilliseconds = 60_000;

/** A report has little room beside a row of a terminal. */
const longestName = 24;

/** What to wait for, and until when. */
export interface ReadinessWait extends Omit<ReadinessLook, "stop"> {
  /** When, in milliseconds of the clock's `monotonic`, everything must be over. */
  readonly deadlineAt: number;
  readonly progress: (message: string) => void;
  /** Ends the wait should an interrupt end this process; returns how to say that it is over. */
  readonly onInterrupt?: ((end: () => Promise<void>) => () => void) | undefined;
}

/** How a wait ended: without a failure everything works. */
export interface ReadinessReport {
  /** What did not work in the end, each as a clause. */
  readonly notReady: readonly string[];
  readonly failure?: unknown;
}

/** Looks, at least once, and again until everything works, or the deadline, or a fault that no waiting mends. Never rejects. */
export async function waitUntilReady(wait: ReadinessWait): Promise<ReadinessReport> {
  return new ReadinessRun(wait).toTheEnd();
}

class ReadinessRun {
  private readonly time: RestartClock;
  private readonly startedAt: number;
  private readonly look: ReadinessLook;
  private readonly stop = new AbortController();
  private readonly stopped: Promise<void>;
  private found: readonly Unready[] = [];
  /** Lets a refused logon be tried again. */
  private allowLogon = () => {};

  constructor(private readonly wait: ReadinessWait) {
    const { clock, host, deadlineAt } = wait;
    this.time = new RestartClock(clock, deadlineAt);
    this.startedAt = this.time.now;
    const bounded = hostUntil(host, clock, () => this.time.remaining);
    this.look = { ...wait, host: bounded, stop: this.stop.signal };
    this.stopped = new Promise((resolve) => {
      this.stop.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  async toTheEnd(): Promise<ReadinessReport> {
    const disarm = this.wait.onInterrupt?.(async () => this.stop.abort());
    let stopReporting: (() => void) | undefined;
    try {
      for (;;) {
        const pauseMilliseconds = await this.lookOnce();
        if (this.found.length === 0) return { notReady: [] };
        stopReporting ??= reportNowAndThen(this.wait.clock, () => this.report());
        const isOver = this.time.remaining <= pauseMilliseconds || this.stop.signal.aborted;
        if (isOver || this.found.some(({ isFinal }) => isFinal)) return this.failWith(this.error());
        await Promise.race([this.time.pauseUntil(this.time.now + pauseMilliseconds), this.stopped]);
      }
    } catch (failure) {
      return this.failWith(failure);
    } finally {
      stopReporting?.();
      disarm?.();
    }
  }

  /** Looks, and tells after how many milliseconds to look again. */
  private async lookOnce(): Promise<number> {
    this.allowLogon();
    this.allowLogon = () => {};
    try {
      const looked = lookWhetherReady(this.look);
      this.found = (await Promise.race([looked, this.stopped])) ?? this.found;
      return this.time.now - this.startedAt < patientAfterMilliseconds
        ? lookEveryMilliseconds
        : patientLookEveryMilliseconds;
    } catch (error) {
      const retry = logonRetry(error, this.time.remaining);
      if (retry === undefined && !isTransient(error, "underWay")) throw error;
      // A look that the deadline cut short says less than the one before it.
      if (this.time.remaining > 0 || this.found.length === 0) this.found = [notAnswering(error)];
      if (retry !== undefined) this.allowLogon = retry.allow;
      return retry?.pauseMilliseconds ?? lookEveryMilliseconds;
    }
  }

  private report(): void {
    const [first, ...others] = this.found;
    if (first === undefined) return;
    const name = first.what.length > longestName ? `${first.what.slice(0, longestName)}…` : first.what;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    const left = secondsUntil(this.wait.deadlineAt + this.time.overslept, this.time.now);
    this.wait.progress(`starting, ${name}${more} not ready, ${left} s left`);
  }

  private error(): Error {
    return notReady(this.wait.host.name, this.found, Math.round((this.time.now - this.startedAt) / 1_000));
  }

  private failWith(failure: unknown): ReadinessReport {
    const clauses = this.found.map(({ clause }) => clause);
    return { notReady: clauses.length > 0 ? clauses : [notAnswering(failure).clause], failure };
  }
}

function notAnswering(error: unknown): Unready {
  const problem = error instanceof NatTraversalError ? error.details.problem : String(error);
  return { what: "the host", clause: `the host could not be asked: ${problem}` };
}
