import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { signalProcess } from "../support/processes";

/** One line of the engine's event log; which field is set tells the kind. */
export interface EngineEvent {
  readonly sequence: number;
  readonly preludeEvent?: unknown;
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly message: string;
    readonly severity: string;
    readonly ephemeral?: boolean;
  };
  readonly resourcePreEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
}

/** What the engine says of one step. */
export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly diffs?: readonly string[];
  readonly old?: unknown;
  readonly new?: unknown;
}

/** What a finished `pulumi` command left. */
export interface PulumiRun {
  readonly args: readonly string[];
  /** null if a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errorOutput: string;
  /** Filled for preview, up, refresh and destroy. */
  readonly events: readonly EngineEvent[];
  readonly milliseconds: number;
}

/** A `pulumi` command that is still running. */
export class RunningPulumi {
  readonly pid: number;
  readonly finished: Promise<PulumiRun>;
  #output = "";
  #errorOutput = "";
  readonly #watchers = new Set<() => void>();
  readonly #child: ChildProcess;

  constructor(
    readonly args: readonly string[],
    options: {
      readonly program: string;
      readonly folder: string;
      readonly environment: NodeJS.ProcessEnv;
      readonly input?: string | undefined;
      readonly eventLog?: string | undefined;
      readonly onOutput?: ((text: string) => void) | undefined;
    },
  ) {
    const began = Date.now();
    const child = spawn(options.program, [...args], {
      cwd: options.folder,
      env: options.environment,
      stdio: "pipe",
    });
    this.#child = child;
    this.pid = child.pid ?? -1;
    // A program that reads nothing closes its end early.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      options.onOutput?.(text);
      for (const watcher of this.#watchers) watcher();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errorOutput += text;
      options.onOutput?.(text);
      for (const watcher of this.#watchers) watcher();
    });
    this.finished = new Promise((resolve, reject) => {
      child.on("error", reject);
      // "close" and not "exit": only then has all output arrived.
      child.on("close", (exitCode, signal) => {
        resolve({
          args,
          exitCode,
          signal,
          output: this.#output,
          errorOutput: this.#errorOutput,
          events: readEvents(options.eventLog),
          milliseconds: Date.now() - began,
        });
        for (const watcher of this.#watchers) watcher();
      });
    });
  }

  /** All text so far, both streams, standard output first. */
  get text(): string {
    return this.#output + this.#errorOutput;
  }

  /** Whether the command has not ended yet. */
  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Sends a signal to the CLI alone; its provider processes get none. */
  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    if (this.running) signalProcess(this.pid, signal);
  }

  /** Resolves as soon as the output so far matches; rejects if the command ends without it. */
  async outputMatching(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(this.text)) resolve();
        else if (!this.running) reject(new Error(`ended without ${pattern}:\n${this.text}`));
        else return;
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

/** The last line may be cut short where the CLI was killed. */
function readEvents(file: string | undefined): EngineEvent[] {
  if (file === undefined || !existsSync(file)) return [];
  const events: EngineEvent[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    try {
      events.push(JSON.parse(line) as EngineEvent);
    } catch {
      break;
    }
  }
  return events;
}
