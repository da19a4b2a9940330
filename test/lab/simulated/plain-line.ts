/**
 * A framed line as a person would type it: without the marks, and with the programs' bare names, `&&` before what depends on the
 * command before it. Faults and tests look at lines in this form, since the marks differ each time. Any other line is left as it is.
 */
export function plainLine(line: string): string {
  return line.startsWith("$pwi = ") ? plainPowerShell(line) : plainCmd(line);
}

const mark = String.raw`\w+\^\.\d+`;
/** Of a command of which one exit code means something, cmd tells that by its number. */
const failures =
  String.raw` & \(if errorlevel 1 echo ${mark}n\)|` +
  String.raw` & \(if errorlevel \d+ echo ${mark}n\) & \(if errorlevel \d+ if not errorlevel \d+ echo ${mark}\.\d+\)` +
  String.raw` & \(if errorlevel 1 if not errorlevel \d+ echo ${mark}n\)`;
const frame = new RegExp(
  String.raw`(?:${failures}) & \(if not errorlevel 0 echo ${mark}n\) & ` +
    String.raw`\(if not errorlevel 1 if errorlevel 0 (?:echo ${mark}y|\(echo ${mark}y& (.*)\))\)`,
  "g",
);

function plainCmd(line: string): string {
  return line
    .replace(/^echo \w+\^\.begin& /, "")
    .replace(frame, (_, guarded?: string) => (guarded === undefined ? "" : ` && ${guarded}`))
    .replace(/%SystemRoot%\\(?:System32|Sysnative)\\([\w-]+)\.exe(?= |$)/g, "$1");
}

function plainPowerShell(line: string): string {
  const programs = /try \{ & \$pwi\\([\w-]+)\.exe(.*?) \} catch \{/g;
  return [...line.matchAll(programs)].map(([, name, rest]) => `${name}${rest}`).join("; ");
}
