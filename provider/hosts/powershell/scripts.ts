/*
 * Everything that is sent to PowerShell. It reads these from its standard input, each on one line, so the line is the unit;
 * and all of it is ASCII, since that input has the code page of the machine. A text from elsewhere goes in as base64 between
 * single quotes: nothing in it can end the quotes or be expanded. Windows PowerShell 5.1 and PowerShell 7 read it alike.
 */

/** Begins every answer; anything else that is printed (a remote start-up script may print a greeting) is ignored. */
export const answerMark = "ipsec:";

/**
 * Asks in which language mode PowerShell runs, and on which system. Written without a method call, which Constrained Language Mode blocks: the
 * library's own marks then never come.
 */
export const languageModeScript = `'${answerMark}language ' + $ExecutionContext.SessionState.LanguageMode + ' ' + $env:OS`;

/** A text and nothing else, which Restricted Language answers too; where no answer to the script before it has come by then, none comes. */
export const textScript = `'${answerMark}asked'`;

const newObject = (type: string, ...values: readonly string[]) =>
  // Not New-Object, which lives in a module that a machine may not load by itself.
  `[Activator]::CreateInstance([${type}]${values.length === 0 ? "" : `, [object[]](${values.join(", ")})`})`;

/**
 * The block that runs a command line in cmd: it reads both streams at once, keeps them byte for byte, and ends the command with all that it
 * started when its milliseconds are over or its output is larger than `$most`. .NET's older Kill ends one process only; taskkill ends the tree.
 */
const runBlock = [
  // A 32-bit PowerShell would start a 32-bit cmd, which sees other programs and another part of the registry.
  "$folder = [Environment]::SystemDirectory",
  "if ($env:PROCESSOR_ARCHITEW6432) { $folder = $env:SystemRoot + '\\Sysnative' }",
  `$start = ${newObject("Diagnostics.ProcessStartInfo")}`,
  "$start.FileName = $folder + '\\cmd.exe'",
  `$start.Arguments = '/d /s /c "' + ${decoded("$line")} + '"'`,
  // cmd looks for programs in its current folder first.
  "$start.WorkingDirectory = [Environment]::SystemDirectory",
  "$start.UseShellExecute = $false",
  "$start.CreateNoWindow = $true",
  "$start.RedirectStandardInput = $true",
  "$start.RedirectStandardOutput = $true",
  "$start.RedirectStandardError = $true",
  "$watch = [Diagnostics.Stopwatch]::StartNew()",
  `try { $process = [Diagnostics.Process]::Start($start) } catch { $why = $_.Exception.GetBaseException(); '${answerMark}unstarted ' + ${encoded("$why.Message")} + ' ' + $why.NativeErrorCode; return }`,
  // A program that asks something gets the end of its input instead of waiting for ever.
  "$process.StandardInput.Close()",
  `$end = { param($how) try { $process.Kill($true) } catch { try { $null = & ($folder + '\\taskkill.exe') /T /F /PID $process.Id } catch { $null = $_ } }; '${answerMark}' + $how }`,
  "$streams = @($process.StandardOutput.BaseStream, $process.StandardError.BaseStream)",
  `$kept = @(${newObject("IO.MemoryStream")}, ${newObject("IO.MemoryStream")})`,
  "$buffers = @([Array]::CreateInstance([byte], 65536), [Array]::CreateInstance([byte], 65536))",
  "$reading = @($streams[0].ReadAsync($buffers[0], 0, 65536), $streams[1].ReadAsync($buffers[1], 0, 65536))",
  "$open = @(0, 1)",
  `while ($open.Count) { ${[
    "$left = $milliseconds - $watch.ElapsedMilliseconds",
    "$at = -1",
    "if ($left -gt 0) { $at = [Threading.Tasks.Task]::WaitAny([Threading.Tasks.Task[]]@($reading[$open]), [int]$left) }",
    "if ($at -lt 0) { return & $end 'late' }",
    "$stream = $open[$at]",
    "$count = $reading[$stream].Result",
    "if ($count -eq 0) { $open = @($open -ne $stream); continue }",
    "$kept[$stream].Write($buffers[$stream], 0, $count)",
    "if ($kept[0].Length + $kept[1].Length -gt $most) { return & $end 'toomuch' }",
    "$reading[$stream] = $streams[$stream].ReadAsync($buffers[$stream], 0, 65536)",
  ].join("; ")} }`,
  "$left = $milliseconds - $watch.ElapsedMilliseconds",
  "if ($left -le 0 -or -not $process.WaitForExit([int]$left)) { return & $end 'late' }",
  `'${answerMark}ran ' + $process.ExitCode + ' ' + [Convert]::ToBase64String($kept[0].ToArray()) + ' ' + [Convert]::ToBase64String($kept[1].ToArray())`,
].join("; ");

/** Defines what the later ones use, and says that it has: how a failure is told, and how a command line is run in cmd. */
export const definitionScript = [
  "$ErrorActionPreference = 'Stop'",
  "$ProgressPreference = 'SilentlyContinue'",
  // The outer exceptions of a method call come first in its sentence, and say nothing.
  `$ipsecFail = { param($record) ${write(
    `'${answerMark}failed ' + ${encoded("$record.FullyQualifiedErrorId")} + ' ' + ${encoded("$record.Exception.GetBaseException().Message")}`,
  )} }`,
  `$ipsecRun = { param($line, $milliseconds, $most) ${runBlock} }`,
  write(`'${answerMark}ready'`),
].join("; ");

/** How long a command may take and how much it may say, both kept where it runs. */
export interface RunBounds {
  readonly milliseconds: number;
  readonly mostBytes: number;
}

/** Runs a command line in cmd on this machine. */
export function runScript(commandLine: string, { milliseconds, mostBytes }: RunBounds): string {
  return attempting(write(`(& $ipsecRun ${quotedBase64(commandLine)} ${milliseconds} ${mostBytes})`));
}

/** Runs a command line in cmd on the computer that the session leads to. */
export function runRemotelyScript(commandLine: string, { milliseconds, mostBytes }: RunBounds): string {
  const given = `${quotedBase64(commandLine)}, ${milliseconds}, ${mostBytes}`;
  const call = `Invoke-Command -Session $ipsecSession -ScriptBlock $ipsecRun -ArgumentList ${given}`;
  return attempting(write(`(${call})`));
}

/**
 * Two lines that hand over a secret: the second is data that the first one reads. It is no command, so neither a transcript nor
 * the log of script blocks can hold it.
 */
export function secretLines(secret: string): readonly [command: string, data: string] {
  return ["$ipsecSecret = [Console]::In.ReadLine()", base64(secret)];
}

/** What a session is opened with. */
export interface SessionRequest {
  readonly host: string;
  readonly port: number;
  readonly useTls: boolean;
  /** With a user the secret handed over before is the password; without one the session uses the logon of the account that runs Pulumi. */
  readonly user: string | undefined;
  readonly openSeconds: number;
}

/**
 * How long the other computer keeps a session that nobody closed, as when PowerShell was killed; its own measure is two hours, and an
 * account may have few. PowerShell is heard from at least every three minutes while it is there.
 */
const idleMilliseconds = 240_000;

/**
 * Opens the session, in place of an earlier one, and asks in which language mode the other side runs. It is tried once: the
 * caller decides about another attempt.
 */
export function openSessionScript({ host, port, useTls, user, openSeconds }: SessionRequest): string {
  // PowerShell's own error says more than that our patience has ended.
  const milliseconds = Math.ceil(Math.max(openSeconds - 1, openSeconds / 2) * 1000);
  const credential =
    user === undefined
      ? []
      : [
          `$ipsecPassword = ${newObject("Security.SecureString")}`,
          `foreach ($character in ${decoded("$ipsecSecret")}.ToCharArray()) { $ipsecPassword.AppendChar($character) }`,
          "$ipsecSecret = $null",
          `$ipsecCredential = ${newObject("Management.Automation.PSCredential", textArgument(user), "$ipsecPassword")}`,
        ];
  const session = [
    `New-PSSession -ComputerName ${textArgument(host)} -Port ${port} -SessionOption $ipsecOption`,
    ...(useTls ? ["-UseSSL"] : []),
    ...(user === undefined ? [] : ["-Credential $ipsecCredential"]),
  ].join(" ");
  return attempting(
    [
      ...credential,
      `$ipsecOption = New-PSSessionOption -OpenTimeout ${milliseconds} -IdleTimeout ${idleMilliseconds} -MaxConnectionRetryCount 0 -NoMachineProfile`,
      `$ipsecSession = ${session}`,
      write(
        // Made text over there: on the way a value of an enumeration becomes a number.
        `'${answerMark}opened ' + (Invoke-Command -Session $ipsecSession -ScriptBlock { "$($ExecutionContext.SessionState.LanguageMode)" })`,
      ),
    ].join("; "),
  );
}

/** Closes the session; one that is broken is closed as well. */
export const closeSessionScript = `try { Remove-PSSession -Session $ipsecSession } catch { $ipsecSession = $null }`;

/** A text as one argument of a command, whatever it holds. */
export function textArgument(text: string): string {
  return `(${decoded(quotedBase64(text))})`;
}

function attempting(script: string): string {
  return `try { ${script} } catch { & $ipsecFail $_ }`;
}

function write(expression: string): string {
  // Not left to PowerShell's own output, which may break long lines.
  return `[Console]::Out.WriteLine(${expression})`;
}

function encoded(expression: string): string {
  return `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(${expression}))`;
}

function decoded(expression: string): string {
  return `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(${expression}))`;
}

function quotedBase64(text: string): string {
  return `'${base64(text)}'`;
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
