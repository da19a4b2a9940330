import type { ProgramResult } from "./machine";

/** What goes wrong with one command that arrives. */
export type FaultEffect =
  /** This answer comes instead; with `run` the command is carried out all the same. */
  | { readonly kind: "reply"; readonly result: Partial<ProgramResult>; readonly run?: boolean }
  /** A program of the line, each time that it is named there, with this among its arguments, ends so instead of doing anything. */
  | {
      readonly kind: "program";
      readonly name: string;
      readonly argument?: string;
      readonly result: Partial<ProgramResult>;
    }
  /** The link is lost: before delivery, after the command ran, or so many programs of its line, but before its output, or between output and exit code. */
  | { readonly kind: "cut"; readonly when: "before" | "during" | "after"; readonly programs?: number }
  /** Nothing ever comes back; with `run` the command is carried out all the same. */
  | { readonly kind: "silence"; readonly run?: boolean }
  /** The answer comes, so many seconds of the host's clock later. */
  | { readonly kind: "delay"; readonly seconds: number }
  /** The machine loses power as the command arrives, and boots. */
  | { readonly kind: "crash" };

/** What became of a command that was delivered: its result, or how the link was lost. */
export type Delivery =
  | { readonly kind: "answered"; readonly result: ProgramResult }
  | { readonly kind: "cut"; readonly when: "before" | "during" | "after"; readonly result?: ProgramResult };

/** A fault waiting for its command. */
export interface Fault {
  /** Which commands it looks at, in their plain form. */
  readonly when: RegExp | ((commandLine: string) => boolean);
  /** At which of them it begins, counted from 1; 1 by default. */
  readonly nth?: number;
  /** How often it happens; 1 by default. */
  readonly times?: number;
  readonly effect: FaultEffect;
}

/** The script of faults of one host; the first that fits wins. */
export class FaultScript {
  private readonly faults: Array<{ readonly fault: Fault; seen: number }> = [];

  add(...faults: Fault[]): void {
    for (const fault of faults) this.faults.push({ fault, seen: 0 });
  }

  clear(): void {
    this.faults.length = 0;
  }

  /** Counts the command at every fault that looks at it; returns the effect that falls due. */
  next(commandLine: string): FaultEffect | undefined {
    let due: FaultEffect | undefined;
    for (const entry of this.faults) {
      const { when, nth = 1, times = 1, effect } = entry.fault;
      const fits = typeof when === "function" ? when(commandLine) : commandLine.search(when) >= 0;
      if (!fits) continue;
      entry.seen++;
      if (entry.seen >= nth && entry.seen < nth + times) due ??= effect;
    }
    return due;
  }
}
