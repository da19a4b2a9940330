import { DotnetException } from "../powershell/dotnet-object";
import { NotSimulatedError } from "../powershell/refusals";

/**
 * The line that a start of cmd.exe hands to it: what follows `/c`, and with `/s` that without its first and its last quote. Other
 * programs are not there, and other switches are refused; so is another folder, for whose programs cmd would look first.
 */
export function lineForCmd(fileName: string, argumentText: string, workingDirectory: string): string {
  if (!/^C:\\Windows\\system32\\cmd\.exe$/i.test(fileName)) {
    throw new DotnetException("Win32Exception", "The system cannot find the file specified");
  }
  if (!/^C:\\Windows\\system32$/i.test(workingDirectory)) {
    throw new NotSimulatedError("start of cmd in a folder that is not Windows' own");
  }
  let rest = argumentText.trimStart();
  let stripsQuotes = false;
  for (;;) {
    const found = /^\/([a-z])(?:\s+|$)/i.exec(rest);
    const name = found?.[1]?.toLowerCase();
    rest = rest.slice(found?.[0].length ?? 0);
    if (name === "c") return stripsQuotes ? withoutOuterQuotes(rest) : rest;
    if (name === "s") stripsQuotes = true;
    // AutoRun commands, which /d leaves out, there are none.
    else if (name !== "d") throw new NotSimulatedError(`start of cmd with ${argumentText.slice(0, 20)}`);
  }
}

function withoutOuterQuotes(text: string): string {
  if (!text.startsWith('"')) return text;
  const last = text.lastIndexOf('"');
  return last === 0 ? text.slice(1) : text.slice(1, last) + text.slice(last + 1);
}
