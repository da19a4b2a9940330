import { MalformedReplyError } from "../malformed-reply";
import { childOf, childrenOf, escapeXml, namespaces as ns, textOf, type XmlElement } from "../xml";
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

/** The id of the command. @throws MalformedReplyError if there is none */
export function readCommandReply(reply: Reply): string {
  const id = textOf(expected(reply, ns.rsp, "CommandId"));
  if (id === "" || id.length > 200) throw new MalformedReplyError("the host's reply has no command id");
  return id;
}

/** What a command wrote since the last Receive, and whether it has ended. */
export interface Received {
  /** Bytes as written; a character may be cut in two between one Receive and the next. */
  readonly output: Buffer;
  readonly errorOutput: Buffer;
  /** Set once the command has ended. */
  readonly done: { /** As Windows counts: 0 to 4,294,967,295. */ readonly exitCode: number } | undefined;
}

/** Asks for output; answered at once if there is some, else when there is or with the fault "timed out". */
export function receiveRequest(header: RequestHeader, shellId: string, commandId: string): string {
  return envelope(header, {
    action: `${ns.rsp}/Receive`,
    shellId,
    options: { WSMAN_CMDSHELL_OPTION_KEEPALIVE: "TRUE" },
    body: `<rsp:Receive><rsp:DesiredStream CommandId="${escapeXml(commandId)}">stdout stderr</rsp:DesiredStream></rsp:Receive>`,
  });
}

/** Reads the output. @throws MalformedReplyError if it is not whole, or ends without an exit code */
export function readReceiveReply(reply: Reply, commandId: string): Received {
  const response = expected(reply, ns.rsp, "ReceiveResponse");
  const streams = childrenOf(response, ns.rsp, "Stream").filter((stream) => isOf(stream, commandId));
  // Older hosts send several states; the one that says Done counts.
  const done = childrenOf(response, ns.rsp, "CommandState")
    .filter((state) => isOf(state, commandId))
    .find((state) => state.getAttribute("State")?.endsWith("/CommandState/Done") === true);
  return {
    output: bytesOf(streams, "stdout"),
    errorOutput: bytesOf(streams, "stderr"),
    done: done === undefined ? undefined : { exitCode: exitCodeOf(done) },
  };
}

function isOf(element: XmlElement, commandId: string): boolean {
  const id = element.getAttribute("CommandId");
  if (id?.toLowerCase() === commandId.toLowerCase()) return true;
  throw new MalformedReplyError("the host's reply is about another command");
}

function bytesOf(streams: readonly XmlElement[], name: string): Buffer {
  return Buffer.concat(
    streams.filter((stream) => stream.getAttribute("Name") === name).map((stream) => base64(textOf(stream))),
  );
}

// Each piece is encoded by itself, with padding of its own.
function base64(text: string): Buffer {
  const packed = text.replace(/[\t\n\r ]+/g, "");
  const bytes = Buffer.from(packed, "base64");
  if (bytes.toString("base64") === packed) return bytes;
  throw new MalformedReplyError("the host's reply has output that is not base64");
}

function exitCodeOf(state: XmlElement): number {
  const text = textOf(childOf(state, ns.rsp, "ExitCode"));
  const value = Number(text);
  if (!/^-?\d{1,10}$/.test(text) || value < -(2 ** 31) || value >= 2 ** 32) {
    throw new MalformedReplyError("the command ended without an exit code");
  }
  return value >>> 0;
}

/** Ends a command that is still running (MS-WSMV 3.1.4.12). The reply says nothing but that it came. */
export function signalRequest(header: RequestHeader, shellId: string, commandId: string): string {
  return envelope(header, {
    action: `${ns.rsp}/Signal`,
    shellId,
    body: `<rsp:Signal CommandId="${escapeXml(commandId)}"><rsp:Code>${ns.rsp}/signal/terminate</rsp:Code></rsp:Signal>`,
  });
}
