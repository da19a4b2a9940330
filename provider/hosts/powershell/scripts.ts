/*
 * Everything that is sent to PowerShell. It reads these from its standard input, each on one line, so the line is the unit;
 * and all of it is ASCII, since that input has the code page of the machine. A text from elsewhere goes in as base64 between
 * single quotes: nothing in it can end the quotes or be expanded. Windows PowerShell 5.1 and PowerShell 7 read it alike.
 */

/** Begins every answer; anything else that is printed (a remote start-up script may print a greeting) is ignored. */
export const answerMark = "ipsec:";

/**
 * Asks in which language mode PowerShell runs. Written without a method call, which Constrained Language Mode blocks: the
 * library's own marks then never come.
 */
export const languageModeScript = `'${answerMark}language ' + $ExecutionContext.SessionState.LanguageMode`;

/** Defines what the later ones use, and says that it has: how a failure is told, and how a command line is run in cmd, its output kept byte for byte. */
export const definitionScript = [
  "$ErrorActionPreference = 'Stop'",
  "$ProgressPreference = 'SilentlyContinue'",
  `$ipsecFail = { param($record) ${write(
    `'${answerMark}failed ' + ${encoded("$record.FullyQualifiedErrorId")} + ' ' + ${encoded("$record.Exception.Message")}`,
  )} }`,
  `$ipsecRun = { param($line) ${[
    // A 32-bit PowerShell would start a 32-bit cmd, which sees other programs and another part of the registry.
    "$folder = [Environment]::SystemDirectory",
    "if ($env:PROCESSOR_ARCHITEW6432) { $folder = $env:SystemRoot + '\\Sysnative' }",
    "$start = New-Object System.Diagnostics.ProcessStartInfo",
    "$start.FileName = $folder + '\\cmd.exe'",
    `$start.Arguments = '/d /s /c "' + ${decoded("$line")} + '"'`,
    // cmd looks for programs in its current folder first.
    "$start.WorkingDirectory = [Environment]::SystemDirectory",
    "$start.UseShellExecute = $false",
    "$start.CreateNoWindow = $true",
    "$start.RedirectStandardInput = $true",
    "$start.RedirectStandardOutput = $true",
    "$start.RedirectStandardError = $true",
    "$process = [Diagnostics.Process]::Start($start)",
    // A program that asks something gets the end of its input instead of waiting for ever.
    "$process.StandardInput.Close()",
    "$output = New-Object System.IO.MemoryStream",
    "$errors = New-Object System.IO.MemoryStream",
    // Both at once: a program that fills the pipe nobody reads would wait for ever.
    "$reading = $process.StandardError.BaseStream.CopyToAsync($errors)",
    "$process.StandardOutput.BaseStream.CopyTo($output)",
    "$reading.Wait()",
    "$process.WaitForExit()",
    `'${answerMark}ran ' + $process.ExitCode + ' ' + [Convert]::ToBase64String($output.ToArray()) + ' ' + [Convert]::ToBase64String($errors.ToArray())`,
  ].join("; ")} }`,
  write(`'${answerMark}ready'`),
].join("; ");

/** Runs a command line in cmd on this machine. */
export function runScript(commandLine: string): string {
  return attempting(write(`(& $ipsecRun ${quotedBase64(commandLine)})`));
}

/** Runs a command line in cmd on the computer that the session leads to. */
export function runRemotelyScript(commandLine: string): string {
  const call = `Invoke-Command -Session $ipsecSession -ScriptBlock $ipsecRun -ArgumentList ${quotedBase64(commandLine)}`;
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
          "$ipsecPassword = New-Object System.Security.SecureString",
          `foreach ($character in ${decoded("$ipsecSecret")}.ToCharArray()) { $ipsecPassword.AppendChar($character) }`,
          "$ipsecSecret = $null",
          `$ipsecCredential = New-Object System.Management.Automation.PSCredential -ArgumentList ${textArgument(user)}, $ipsecPassword`,
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
