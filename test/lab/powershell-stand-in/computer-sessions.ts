import type { Socket } from "node:net";
import type { Clock } from "../../../provider/clock";

/** A session, as the computer that it leads to knows it. */
export interface ComputerSession {
  /** How often the machine had gone down when it was opened. */
  readonly timesDown: number;
  /** The process at the other end. */
  readonly process: Socket;
  readonly idleMilliseconds: number;
}

let last = 0;

/** The sessions of one computer. One whose process is gone without closing it is kept until its idle time-out. */
export class ComputerSessions {
  opened = 0;
  /** How many were closed as they should be. */
  closed = 0;
  /** How many were left open by a process that was killed. */
  abandoned = 0;
  private readonly byNumber = new Map<number, ComputerSession>();
  private readonly known = new Set<number>();
  private readonly timeOuts: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  get open(): number {
    return this.byNumber.size;
  }

  /** Whether there ever was one of that number. */
  knows(number: number): boolean {
    return this.known.has(number);
  }

  get(number: number): ComputerSession | undefined {
    return this.byNumber.get(number);
  }

  /** Gives the number of the new session. */
  add(session: ComputerSession): number {
    const number = ++last;
    this.known.add(number);
    this.byNumber.set(number, session);
    this.opened++;
    return number;
  }

  close(number: number): void {
    if (this.byNumber.delete(number)) this.closed++;
  }

  /** A process ends and closes its sessions. */
  closeAllOf(process: Socket): void {
    for (const [number, { process: holder }] of this.byNumber) if (holder === process) this.close(number);
  }

  /** The process that held these sessions is gone. */
  abandon(process: Socket): void {
    for (const [number, { process: holder, idleMilliseconds }] of this.byNumber) {
      if (holder !== process) continue;
      this.abandoned++;
      this.timeOuts.push(this.clock.setTimer(idleMilliseconds, () => this.byNumber.delete(number)));
    }
  }

  /** They end with the machine, and nobody closes them. */
  lose(): void {
    this.byNumber.clear();
  }

  /** Ends what waits for a time-out. */
  stop(): void {
    for (const cancel of this.timeOuts) cancel();
  }
}
