import type { RedirectionTarget } from "./cmd-line";
import { type CmdPlan, type PlannedCommand, planOf } from "./cmd-plan";
import { failed, type Machine, type ProgramResult, succeeded } from "./machine";
import { message } from "./messages";
import { programOf } from "./programs";

/** Runs a line as `cmd.exe /c "<line>"` does: the exit code is that of the last command. */
export async function runCmd(machine: Machine, line: string): Promise<ProgramResult> {
  const { plan, own } = planOf(line, machine.environment);
  if (plan.kind === "unexpected") return failed(1, message(machine.language, "unexpected", plan.token));
  if (plan.kind === "notSimulated") return failed(255, `This simulated cmd knows no ${plan.what}.`);
  return new RunningLine(machine, plan, own).from(0);
}

/** What a line has come to so far. */
class RunningLine implements ProgramResult {
  exitCode = 0;
  output = "";
  errorOutput = "";
  private skipping: "&&" | "||" | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly plan: CmdPlan,
    private readonly own: (text: string) => string,
    /** What `if errorlevel` asks for: `echo` succeeds and leaves it as it was. */
    private errorLevel = 0,
  ) {}

  /** Runs the commands from one on. Most of them are done at once, and a line has some hundred: only those that take time are waited for. */
  from(first: number): this | Promise<this> {
    const { commands } = this.plan;
    for (let at = first; at < commands.length; at++) {
      const command = commands[at];
      if (command === undefined || !this.isDue(command)) {
        this.passOperator(at);
        continue;
      }
      const ran = this.run(command);
      if (ran instanceof Promise) {
        return ran.then((result) => {
          this.take(command, result, at);
          return this.from(at + 1);
        });
      }
      this.take(command, ran, at);
    }
    return this;
  }

  private isDue({ conditions }: PlannedCommand): boolean {
    return (
      this.skipping === undefined && conditions.every(({ not, level }) => this.errorLevel >= level !== not)
    );
  }

  private take(command: PlannedCommand, ran: ProgramResult, at: number): void {
    const { exitCode, output, errorOutput } = redirected(this.machine, command, ran);
    this.exitCode = exitCode;
    if (ran instanceof RunningLine) this.errorLevel = ran.errorLevel;
    else if (command.said === undefined && !command.isBuiltin) this.errorLevel = ran.exitCode;
    this.output += output;
    this.errorOutput += errorOutput;
    this.passOperator(at);
  }

  /** `&&` binds tighter than `||`, and both tighter than `&`: a failed chain goes on after its `||`. */
  private passOperator(at: number): void {
    const operator = this.plan.operators[at];
    if (operator === undefined || operator === "&") this.skipping = undefined;
    else if (operator === "||") this.skipping = this.exitCode === 0 ? "||" : undefined;
    else this.skipping = this.exitCode === 0 && this.skipping === undefined ? undefined : "&&";
  }

  private run(command: PlannedCommand): ProgramResult | Promise<ProgramResult> {
    const { machine, own, errorLevel } = this;
    const { group, said } = command;
    if (group !== undefined) return new RunningLine(machine, group, own, errorLevel).from(0);
    if (said !== undefined) return succeeded(own(said));
    return runBuiltin(machine, command, errorLevel) ?? runProgram(machine, command, own);
  }
}

function runProgram(
  machine: Machine,
  { name, rest, line, program, argv }: PlannedCommand,
  own: (text: string) => string,
): Promise<ProgramResult> | ProgramResult {
  if (program === "cmd") return runNested(machine, own(rest));
  const run = programOf(machine, program);
  const is32Bit = machine.environment.PROCESSOR_ARCHITEW6432 !== undefined;
  const isNative = /\\sysnative\\/i.test(name);
  // Only a 32-bit program knows Sysnative; the System32 that it sees holds 32-bit programs, for which HKLM\SOFTWARE is another key.
  if (run === undefined || (isNative && !is32Bit)) {
    return failed(1, message(machine.language, "unknownCommand", own(name)));
  }
  const words = argv.map(own);
  return run(machine, is32Bit && !isNative ? words.map(redirected32Bit) : words, own(line));
}

function redirected32Bit(word: string): string {
  return word.replace(/^(HKLM\\SOFTWARE)\\/i, "$1\\WOW6432Node\\");
}

function runBuiltin(machine: Machine, command: PlannedCommand, exitCode: number): ProgramResult | undefined {
  if (!command.isBuiltin) return undefined;
  switch (command.name.toLowerCase()) {
    case "ver":
      return succeeded(`\r\n${verLine(machine)}\r\n`);
    case "exit":
      return { ...succeeded(), exitCode: Number(/-?\d+/.exec(command.rest)?.[0] ?? exitCode) };
    default:
      return succeeded();
  }
}

function verLine(machine: Machine): string {
  const words = { en: "Version", de: "Version", fr: "version" };
  const xp = machine.release.currentVersion === "5.1" ? " XP" : "";
  return `Microsoft Windows${xp} [${words[machine.language]} ${machine.release.version}]`;
}

/** Runs cmd.exe with what stands behind its name. */
export function runNested(machine: Machine, rest: string): Promise<ProgramResult> | ProgramResult {
  const line = /^\s*(?:[/-][a-z](?::\w+)?\s+)*?[/-]c\s*(.*)$/is.exec(rest)?.[1];
  if (line === undefined) return succeeded(`${verLine(machine)}\r\n`);
  return runCmd(machine, line.startsWith('"') ? line.slice(1).replace(/"([^"]*)$/, "$1") : line);
}

function redirected(machine: Machine, command: PlannedCommand, result: ProgramResult): ProgramResult {
  if (command.errorsTo === undefined && command.outputTo === undefined) return result;
  let { output, errorOutput } = result;
  if (command.errorsTo === "output") [output, errorOutput] = [output + errorOutput, ""];
  else if (sendTo(machine, command.errorsTo, errorOutput)) errorOutput = "";
  if (sendTo(machine, command.outputTo, output)) output = "";
  return { exitCode: result.exitCode, output, errorOutput };
}

/** Whether the text went to a file. */
function sendTo(machine: Machine, target: RedirectionTarget, text: string): boolean {
  if (target === undefined || target === "output") return false;
  if (target.file.toLowerCase() === "nul") return true;
  const before = target.append ? (machine.files.read(target.file) ?? Buffer.alloc(0)) : Buffer.alloc(0);
  machine.files.write(target.file, Buffer.concat([before, Buffer.from(text, "latin1")]));
  return true;
}
