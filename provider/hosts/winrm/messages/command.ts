import { MalformedReplyError } from "../malformed-reply";
import { namespaces as ns } from "../namespaces";
import { escapeXml, textOf } from "../xml";
import { envelope, expected, type Reply, type RequestHeader } from "./envelope";

/** Starts a line for cmd in the shell (MS-WSMV 3.1.4.11). The line is given to `cmd /c` as it is. */
export function commandRequest(header: RequestHeader, shellId: string, line: string): string {
  return envelope(header, {
    action: `${ns.rsp}/Command`,
    shellId,
    options: { WINRS_CONSOLEMODE_STDIN: "TRUE", WINRS_SKIP_CMD_SHELL: "FALSE" },
    body: `<rsp:CommandLine><rsp:Command>${escapeXml(line)}</rsp:Command></rsp:CommandLine>`,
  });
}

/** The id of the command. @throws UnreadableReplyError if there is none */
export function readCommandReply(reply: Reply): string {
  const id = textOf(expected(reply, ns.rsp, "CommandId"));
  if (id === "" || id.length > 200) throw new MalformedReplyError("the host's reply names no command");
  return id;
}
