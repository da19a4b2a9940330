import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../../provider/clock";
import { environmentFor } from "../../../provider/hosts/powershell/executable";
import { ShellProcess } from "../../../provider/hosts/powershell/shell-process";
import { newFolder } from "../../support/run-folder";
import { executableFile, quoted, withProfile } from "./profile-executable";

/** How PowerShell 7 passes arguments on; Windows PowerShell 5.1 knows the legacy way only. */
export type ArgumentPassing = "Legacy" | "Windows" | "Standard";

/** The programs that the product starts on a host. */
export const programNames = [
  "manage-bde",
  "quser",
  "reg",
  "sc",
  "shutdown",
  "tasklist",
  "wevtutil",
  "whoami",
] as const;

/** What became of one line. */
export interface LineResult {
  /** The programs that were started, with their arguments. */
  readonly started: readonly (readonly string[])[];
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput: string;
}

/** With what each program ends, 0 by default: eight bits, since Unix keeps no more. */
export type ExitCodes = Partial<Record<(typeof programNames)[number], number>>;

/** A real PowerShell for Unix in whose %SystemRoot%\System32 the programs only write down their arguments. */
export class ShimmedPowerShell {
  private readonly folder = newFolder("shims");
  private readonly executable: string;
  private process: ShellProcess | undefined;

  constructor(powershell: string, profile = "") {
    const started = join(this.folder, "started");
    mkdirSync(join(this.folder, "System32"));
    for (const name of programNames) {
      executableFile(this.fileOf(name), [
        `{ printf '%s\\001' ${name} "$@"; echo; } >> ${quoted(started)}`,
        // What reg does depends on whether it is asked for one value.
        'case " $* " in *" -v "*) kind=value;; *) kind=any;; esac',
        `/bin/cat ${quoted(join(this.folder, name))}.$kind.output 2> /dev/null`,
        `read -r code < ${quoted(join(this.folder, name))}.$kind.code`,
        'exit "$code"',
      ]);
    }
    this.prepare({});
    const side = join(this.folder, "side");
    mkdirSync(side);
    this.executable = withProfile(
      side,
      powershell,
      `$env:SystemRoot = '${this.folder}'; $env:SystemDrive = 'C:'\n${profile}\n`,
    );
  }

  /** Runs a line as sshd does, in a process of its own: `pwsh -c LINE`. */
  runAlone(line: string, codes?: ExitCodes): Promise<LineResult> {
    if (codes === undefined) this.forgetStarted();
    else this.prepare(codes);
    return new Promise((resolve, reject) => {
      const child = execFile(
        this.executable,
        ["-c", line],
        { env: environmentFor() },
        (fault, output, errorOutput) => {
          if (typeof child.exitCode !== "number") reject(fault);
          else resolve({ exitCode: child.exitCode, output, errorOutput, started: this.started() });
        },
      );
    });
  }

  /** Runs a line in the one process of this object, as a script of its own. */
  async run(line: string, codes: ExitCodes = {}, passing?: ArgumentPassing): Promise<LineResult> {
    this.process ??= new ShellProcess(this.executable);
    this.prepare(codes);
    const file = join(this.folder, "line.ps1");
    writeFileSync(file, line);
    if (passing !== undefined) {
      await this.process.carryOut(`$PSNativeCommandArgumentPassing = '${passing}'`);
    }
    const { output, errorOutput } = await this.process.carryOut(
      `$global:LASTEXITCODE = 0; . '${file}'; [Console]::Out.WriteLine('code ' + $LASTEXITCODE)`,
    );
    const exitCode = Number(/code (-?\d+)$/.exec(output.trim())?.[1]);
    return { exitCode, output, errorOutput, started: this.started() };
  }

  /** Where a program is. */
  fileOf(name: (typeof programNames)[number]): string {
    return join(this.folder, "System32", `${name}.exe`);
  }

  /** What a program prints and ends with when it is asked for one value, or for anything else, until the next line that names exit codes. */
  answer(
    name: (typeof programNames)[number],
    kind: "any" | "value",
    { exitCode, output = "" }: { readonly exitCode: number; readonly output?: string },
  ): void {
    writeFileSync(join(this.folder, `${name}.${kind}.code`), `${exitCode}\n`);
    writeFileSync(join(this.folder, `${name}.${kind}.output`), output);
  }

  async end(): Promise<void> {
    await this.process?.end(systemClock, 10_000);
  }

  private prepare(codes: ExitCodes): void {
    this.forgetStarted();
    for (const name of programNames) {
      for (const kind of ["any", "value"] as const) this.answer(name, kind, { exitCode: codes[name] ?? 0 });
    }
  }

  private forgetStarted(): void {
    rmSync(join(this.folder, "started"), { force: true });
  }

  private started(): string[][] {
    const file = join(this.folder, "started");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => line.split("\u0001").slice(0, -1));
  }
}
