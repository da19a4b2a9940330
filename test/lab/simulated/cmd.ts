import { splitArguments } from "./arguments";
import {
  type CmdCommand,
  type CmdLine,
  expandPercents,
  type RedirectionTarget,
  splitCmdLine,
} from "./cmd-line";
import { failed, type Machine, type ProgramResult, succeeded } from "./machine";
import { message } from "./messages";
import { programOf, systemProgramName } from "./programs";

/** Runs a line as `cmd.exe /c "<line>"` does: the exit code is that of the last command. */
export async function runCmd(machine: Machine, line: string): Promise<ProgramResult> {
  const parts = splitCmdLine(expandPercents(line, machine.environment));
  if (parts.kind === "unexpected") return failed(1, message(machine.language, "unexpected", parts.token));
  if (parts.kind === "notSimulated") return failed(255, `This simulated cmd knows no ${parts.what}.`);
  return runAll(machine, parts, 0);
}

interface Ran extends ProgramResult {
  /** What `if errorlevel` asks for: `echo` succeeds and leaves it as it was. */
  readonly errorLevel: number;
}

async function runAll(
  machine: Machine,
  line: Extract<CmdLine, { kind: "commands" }>,
  errorLevelBefore: number,
): Promise<Ran> {
  let [output, errorOutput, exitCode, errorLevel] = ["", "", 0, errorLevelBefore];
  let skipping: "&&" | "||" | undefined;
  for (const [index, command] of line.commands.entries()) {
    const isMet = command.conditions.every(({ not, level }) => errorLevel >= level !== not);
    if (skipping === undefined && isMet) {
      const ran = await runCommand(machine, command, errorLevel);
      const result = redirected(machine, command, ran);
      ({ exitCode } = result);
      ({ errorLevel } = ran);
      output += result.output;
      errorOutput += result.errorOutput;
    }
    skipping = nextSkip(line.operators[index], exitCode, skipping);
  }
  return { exitCode, output, errorOutput, errorLevel };
}

/** `&&` binds tighter than `||`, and both tighter than `&`: a failed chain goes on after its `||`. */
function nextSkip(
  operator: string | undefined,
  exitCode: number,
  skipping: "&&" | "||" | undefined,
): "&&" | "||" | undefined {
  if (operator === undefined || operator === "&") return undefined;
  if (operator === "||") return exitCode === 0 ? "||" : undefined;
  return exitCode === 0 && skipping === undefined ? undefined : "&&";
}

async function runCommand(machine: Machine, { text, group }: CmdCommand, errorLevel: number): Promise<Ran> {
  if (group !== undefined) return runAll(machine, group, errorLevel);
  const found = /^[\s@,;=]*((?:"[^"]*"?|[^\s,;="])+)(.*)$/.exec(text);
  const name = unquoted(found?.[1] ?? "");
  const rest = found?.[2] ?? "";
  const builtin = runBuiltin(machine, name, rest, errorLevel);
  if (builtin !== undefined) return { ...builtin, errorLevel };
  const result = await runProgram(machine, name, rest, text.trim());
  return { ...result, errorLevel: result.exitCode };
}

function runProgram(
  machine: Machine,
  name: string,
  rest: string,
  line: string,
): Promise<ProgramResult> | ProgramResult {
  const program = systemProgramName(name) ?? "";
  if (program === "cmd") return runNested(machine, rest);
  const run = programOf(machine, program);
  const is32Bit = machine.environment.PROCESSOR_ARCHITEW6432 !== undefined;
  const isNative = /\\sysnative\\/i.test(name);
  // Only a 32-bit program knows Sysnative; the System32 that it sees holds 32-bit programs, for which HKLM\SOFTWARE is another key.
  if (run === undefined || (isNative && !is32Bit)) {
    return failed(1, message(machine.language, "unknownCommand", name));
  }
  const argv = splitArguments(rest);
  const redirected = argv.map((word) => word.replace(/^(HKLM\\SOFTWARE)\\/i, "$1\\WOW6432Node\\"));
  return run(machine, is32Bit && !isNative ? redirected : argv, line);
}

/** Quotes around a name, or around pieces of it, go; a quote without its partner belongs to the name. */
function unquoted(name: string): string {
  return name.replace(/"([^"]*)"/g, "$1");
}

function runBuiltin(
  machine: Machine,
  name: string,
  rest: string,
  exitCode: number,
): ProgramResult | undefined {
  const echo = /^echo([.:;,+/([\]=]?)(.*)$/is.exec(name);
  if (echo !== null && (echo[1] !== "" || echo[2] === "")) {
    const said = echo[1] === "" ? rest.slice(1) : `${echo[2]}${rest}`;
    return succeeded(said.trim() === "" && echo[1] === "" ? "ECHO is on.\r\n" : `${said}\r\n`);
  }
  switch (name.toLowerCase()) {
    case "rem":
      return succeeded();
    case "ver":
      return succeeded(`\r\n${verLine(machine)}\r\n`);
    case "exit":
      return { ...succeeded(), exitCode: Number(/-?\d+/.exec(rest)?.[0] ?? exitCode) };
    default:
      return undefined;
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

function redirected(machine: Machine, command: CmdCommand, result: ProgramResult): ProgramResult {
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
