import { type ChildProcess, spawn } from "node:child_process";
import type * as NodePowerShell from "node-powershell";
import type { PowerShell } from "node-powershell";
import { type Clock, systemClock, withDeadline } from "../../clock";
import { codeOf } from "../failure-texts";
import { usualAnswerBytes } from "../host";
import { environmentFor } from "./executable";
import { limitOutput, type OutputLimit } from "./output-limit";
import { readScriptOutput } from "./script-output";
import { languageModeScript, textScript } from "./scripts";

/** The PowerShell process ended, or never came about. */
export class ProcessEndedError extends Error {
  constructor(
    /** What the system said when the program could not be started, as "ENOENT"; empty if it was. */
    readonly startFault: string,
    /** The exit code, where there was one. */
    readonly exitCode: number | undefined,
    options?: ErrorOptions,
  ) {
    super("PowerShell has ended", options);
  }
}

/** The PowerShell process was ended from this side while something still waited for it. */
export class EndedFromHereError extends Error {
  constructor() {
    super("Pulumi ended PowerShell");
  }
}

/** What PowerShell printed while it carried out one script. */
export interface ScriptOutput {
  readonly output: string;
  readonly errorOutput: string;
}

/** The mode in which the library's marks, which are method calls, and our scripts can run. */
export const fullLanguage = "FullLanguage";

/** What PowerShell says of itself; a mode of "" if it gave no answer, and no system where the mode lets it tell none. */
export interface ShellNature {
  readonly mode: string;
  /** What the variable OS holds: Windows_NT on Windows. */
  readonly system: string | undefined;
}

/** A PowerShell that has said nothing for so long may be in No Language Mode. */
const silenceMilliseconds = 5_000;

/** One PowerShell process that carries out scripts one after another; it loads no profile and never prompts. */
export class ShellProcess {
  private readonly shell: PowerShell;
  private readonly whenEnded: Promise<ProcessEndedError>;
  private ended = false;
  private isEnding = false;
  private closedInput: ChildProcess | undefined;

  /** Throws ProcessEndedError where the system starts no such program. */
  constructor(private readonly executable: string) {
    try {
      this.shell = newShell(executable);
    } catch (error) {
      // What Node does not report as an event, it throws.
      const code = codeOf(error);
      throw code === "" ? error : new ProcessEndedError(code, undefined, { cause: error });
    }
    this.whenEnded = endOf(this.shell);
    void this.whenEnded.then(() => {
      this.ended = true;
    });
  }

  /** Whether scripts can be carried out, as far as is known. */
  get isAlive(): boolean {
    return !this.ended;
  }

  /**
   * Carries out a script that is one line. Rejects with ProcessEndedError, EndedFromHereError or PrintedTooMuchError; has no deadline of its
   * own: a caller that stops waiting has to end the process, which would go on.
   */
  async carryOut(script: string, mostBytes = usualAnswerBytes): Promise<ScriptOutput> {
    // The library forgets what still waits for its turn when the process ends.
    const ended = this.whenEnded.then((error) =>
      Promise.reject(this.isEnding ? new EndedFromHereError() : error),
    );
    const limit = this.limitOutput(mostBytes);
    const invoked = this.shell.invoke(script).catch(() => ended);
    const record = await Promise.race([invoked, ended, limit.exceeded]).finally(limit.lift);
    // It keeps all that was ever said.
    this.shell.history.length = 0;
    if (record.stdout === undefined) return ended;
    return { output: String(record.stdout), errorOutput: String(record.stderr ?? "") };
  }

  /**
   * What PowerShell says of itself, while nothing else is asked. Asked past the library, whose own marks never come where methods
   * are forbidden, and which takes marks that come in one piece behind other output for none. A text alone follows, which Restricted Language
   * answers although it refuses the question. No Language answers nothing: where there is silence, another process is started whose input
   * has ended, and which ends with 1 in that mode.
   */
  languageMode(clock: Clock = systemClock): Promise<ShellNature> {
    const { stdout } = this.shell.streams;
    return new Promise((resolve, reject) => {
      let seen = "";
      const limit = this.limitOutput(usualAnswerBytes);
      limit.exceeded.catch(reject).finally(() => over());
      const over = () => {
        cancel();
        limit.lift();
        stdout.off("data", listen);
      };
      const end = (nature: ShellNature) => {
        over();
        resolve(nature);
      };
      const listen = (chunk: unknown) => {
        seen += String(chunk);
        const answers = seen
          .slice(0, seen.lastIndexOf("\n") + 1)
          .split("\n")
          .map(readScriptOutput);
        if (!answers.some(({ kind }) => kind === "asked")) return;
        const language = answers.find((answer) => answer.kind === "language");
        end(language ?? { mode: "RestrictedLanguage", system: undefined });
      };
      const cancel = clock.setTimer(silenceMilliseconds, () => {
        this.closedInput = closedInput(this.executable, (exitCode) => {
          if (exitCode === 1) end({ mode: "NoLanguage", system: undefined });
        });
      });
      stdout.on("data", listen);
      // The library leaves it paused.
      stdout.resume();
      this.writeLines([languageModeScript, textScript]);
      void this.whenEnded.then((error) => {
        over();
        reject(this.isEnding ? new EndedFromHereError() : error);
      });
    });
  }

  /** Writes lines past the library, which keeps and may print what it is told: for what must not be kept. */
  writeLines(lines: readonly string[]): void {
    for (const line of lines) this.shell.streams.stdin.write(`${line}\n`);
  }

  /** Ends the process: asks it to, carries out the last script if there is one, and kills it if it takes too long. Never rejects. */
  async end(clock: Clock, patienceMilliseconds: number, lastScript?: string): Promise<void> {
    this.isEnding = true;
    if (!this.ended) {
      const lines = [...(lastScript === undefined ? [] : [lastScript]), "exit"];
      this.shell.streams.stdin.end(lines.map((line) => `${line}\n`).join(""));
      const late = () => new Error("ending took too long");
      await withDeadline(clock, patienceMilliseconds, this.whenEnded, late).catch(() => undefined);
    }
    this.kill();
  }

  private limitOutput(mostBytes: number): OutputLimit {
    const { stdout, stderr } = this.shell.streams;
    return limitOutput([stdout, stderr], mostBytes, () => this.kill());
  }

  /** Ends the process at once. */
  kill(): void {
    this.isEnding = true;
    this.ended = true;
    this.closedInput?.kill("SIGKILL");
    this.shell.dispose("SIGKILL").catch(() => undefined);
  }
}

function newShell(executable: string): PowerShell {
  const { PowerShell: Base } = loadNodePowerShell();
  class LineShell extends Base {
    /** The program that the connection names, whatever the library's own environment variable says. */
    protected override setExecutable(): string {
      return executable;
    }

    // The library looks for its second mark in the last 17 characters when both come in one piece: with the line end of
    // Windows it would never be found.
    protected override writeToOutput(mark: string): string {
      return `[Console]::Out.Write("${mark}\`n")`;
    }

    protected override writeToError(mark: string): string {
      return `[Console]::Error.Write("${mark}\`n")`;
    }
  }
  const shell = new LineShell({
    executableOptions: { "-NoProfile": true, "-NonInteractive": true },
    spawnOptions: { windowsHide: true, env: environmentFor() },
    throwOnInvocationError: false,
  });
  // A broken pipe to it is reported by its end, too.
  shell.streams.stdin.on("error", () => undefined);
  return shell;
}

/** Starts another one whose input has ended, and tells how it ended. */
function closedInput(executable: string, ended: (exitCode: number | null) => void): ChildProcess {
  const args = ["-NoLogo", "-NoProfile", "-NonInteractive", "-NoExit", "-Command", "-"];
  const child = spawn(executable, args, { stdio: "ignore", windowsHide: true, env: environmentFor() });
  child.once("error", () => ended(null));
  child.once("exit", ended);
  return child;
}

/** Resolves with the end of the process in our words; the library wraps what the system said, and keeps its promise to itself. */
async function endOf(shell: PowerShell): Promise<ProcessEndedError> {
  try {
    await (Reflect.get(shell, "exitPromise") as Promise<void>);
    return new ProcessEndedError("", 0);
  } catch (error) {
    const { originalError, exitCode } = (error ?? {}) as { originalError?: unknown; exitCode?: unknown };
    const startFault = codeOf(originalError);
    const isExitCode = startFault === "" && typeof exitCode === "number";
    return new ProcessEndedError(startFault, isExitCode ? exitCode : undefined, { cause: error });
  }
}

/** The library that runs a PowerShell process, loaded at its first use: programs that never need it do not pay for it. */
function loadNodePowerShell(): typeof NodePowerShell {
  return require("node-powershell") as typeof NodePowerShell;
}
