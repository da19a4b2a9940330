import { type Command, type LastCommand, systemDrive } from "./command-line";

/*
 * Tried on a real PowerShell 7, with profiles that stand in the way in many ways; by the documents it holds for Windows PowerShell 5.1:
 *
 * - `$LASTEXITCODE` is that of the program that ran last, one of the profile included: a program that does not start leaves it as it was.
 *   So it is set before each to 9009, cmd's own code for a program that is not there, and `exit $null` would be 0. Where a profile has made
 *   it read-only nothing can be told, and the line ends at its head.
 * - A profile may let PowerShell stop at errors, at exit codes too: hence `try`. Preferences themselves may be read-only.
 * - No function and no block with `&` around it: `$LASTEXITCODE` would be set in that block only.
 * - A mark is put together by `+`, so that an echo of the line never holds one.
 * - A program is named by its full path, since `sc` is an alias of PowerShell's own and a profile may make others. A 32-bit PowerShell sees
 *   SysWOW64 under the name of System32; Sysnative leads out.
 * - Single quotes, in which nothing is expanded: the sshd of Windows Server 2019 (OpenSSH 7.7) loses double ones. A line never begins
 *   with one, since later ones then add no quotes around it.
 * - Without the `exit`, PowerShell makes 1 of every exit code but 0.
 */
const clear = "$LASTEXITCODE = 9009";

/** The framed line for PowerShell. */
export function lineForPowerShell(
  commands: readonly Command[],
  last: LastCommand | undefined,
  nonce: string,
): string {
  const mark = (text: string) => `'${nonce}.' + '${text}'`;
  const head = [
    "$pwi = $env:SystemRoot + '\\System32'",
    "if ($env:PROCESSOR_ARCHITEW6432) { $pwi = $env:SystemRoot + '\\Sysnative' }",
    clear,
    `if ($LASTEXITCODE -ne 9009) { ${mark("fixed")}; exit 9009 }`,
    mark("begin"),
  ];
  const framed = commands.flatMap((command, at) => [
    clear,
    `try { ${program(command)} } catch { '${nonce}.why.' + $_.FullyQualifiedErrorId }`,
    `'${nonce}.${at}.' + $LASTEXITCODE`,
  ]);
  return [...head, ...framed, ...endOf(last), "exit $LASTEXITCODE"].join("; ");
}

function endOf(last: LastCommand | undefined): string[] {
  if (last === undefined) return [];
  const run = `${clear}; try { ${program(last.command)} } catch { }`;
  return [last.onlyIfSucceeded ? `if ($LASTEXITCODE -eq 0) { ${run} }` : run];
}

function program(command: Command): string {
  const requoted = command.replace(/"([^"]*)"/g, (_, text: string) => `'${text.replaceAll("'", "''")}'`);
  return requoted.replace(/^[\w-]+/, "& $pwi\\$&.exe").replace(systemDrive, "$env:SystemDrive");
}
