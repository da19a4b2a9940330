import type { PowerShell } from "node-powershell";
import { type Clock, withDeadline } from "../../clock";
import { readAnswer } from "./answer";
import { loadNodePowerShell } from "./library";
import { languageModeScript } from "./scripts";

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

/** What PowerShell printed while it carried out one script. */
export interface ScriptOutput {
  readonly output: string;
  readonly errorOutput: string;
}

/** One PowerShell process that carries out scripts one after another; it loads no profile and asks nobody anything. */
export class ShellProcess {
  private readonly shell: PowerShell;
  private readonly whenClosed: Promise<void>;
  private ended = false;

  constructor(executable: string) {
    this.shell = newShell(executable);
    this.whenClosed = new Promise((resolve) => {
      this.shell.streams.stdout.once("close", () => {
        this.ended = true;
        resolve();
      });
    });
  }

  /** Whether scripts can be carried out, as far as is known. */
  get isAlive(): boolean {
    return !this.ended;
  }

  /**
   * Carries out a script that is one line. Rejects with ProcessEndedError; has no deadline of its own: whoever stops waiting
   * has to end the process, which goes on with what it does.
   */
  async carryOut(script: string): Promise<ScriptOutput> {
    try {
      const record = await this.shell.invoke(script);
      // The library keeps all that was ever said.
      this.shell.history.length = 0;
      if (record.stdout === undefined) throw new ProcessEndedError("", undefined);
      return { output: String(record.stdout), errorOutput: String(record.stderr ?? "") };
    } catch (error) {
      this.ended = true;
      throw error instanceof ProcessEndedError ? error : endOf(error);
    }
  }

  /**
   * The language mode PowerShell runs in: "FullLanguage" unless a policy restricts it; empty if it gave no answer. Looked for past
   * the library, whose own marks are method calls, and never come where those are forbidden.
   */
  languageMode(): Promise<string> {
    const { stdout } = this.shell.streams;
    return new Promise((resolve, reject) => {
      let seen = "";
      const listen = (chunk: unknown) => {
        seen += String(chunk);
        const answer = readAnswer(seen.slice(0, seen.lastIndexOf("\n") + 1));
        if (answer.kind === "language") end(answer.mode);
      };
      const end = (mode: string) => {
        stdout.off("data", listen);
        resolve(mode);
      };
      stdout.on("data", listen);
      this.carryOut(languageModeScript).then(() => end(""), reject);
    });
  }

  /** Writes lines past the library, which keeps and may print what it is told: for what must not be kept. */
  writeLines(lines: readonly string[]): void {
    for (const line of lines) this.shell.streams.stdin.write(`${line}\n`);
  }

  /** Ends the process: asks it to, carries out the last script if there is one, and kills it if it takes too long. Never rejects. */
  async end(clock: Clock, patienceMilliseconds: number, lastScript?: string): Promise<void> {
    if (!this.ended) {
      const lines = [...(lastScript === undefined ? [] : [lastScript]), "exit"];
      this.shell.streams.stdin.end(lines.map((line) => `${line}\n`).join(""));
      const late = () => new Error("ending took too long");
      await withDeadline(clock, patienceMilliseconds, this.whenClosed, late).catch(() => undefined);
    }
    this.kill();
  }

  /** Ends the process at once. */
  kill(): void {
    this.ended = true;
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
    spawnOptions: { windowsHide: true },
    throwOnInvocationError: false,
  });
  // The library reports the end of the process, and a broken pipe to it, as rejections that nobody may be waiting for.
  shell.streams.stdin.on("error", () => undefined);
  (Reflect.get(shell, "exitPromise") as Promise<void>).catch(() => undefined);
  return shell;
}

/** The end of the process in our words; the library wraps what the system said. */
function endOf(error: unknown): ProcessEndedError {
  const { originalError, exitCode } = (error ?? {}) as { originalError?: unknown; exitCode?: unknown };
  const code = (originalError as { code?: unknown } | undefined)?.code;
  return new ProcessEndedError(
    typeof code === "string" ? code : "",
    typeof exitCode === "number" ? exitCode : undefined,
    { cause: error },
  );
}
