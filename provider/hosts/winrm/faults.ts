import { AccessDeniedError, type NatTraversalError, ProtocolError, UnreachableError } from "../../errors";
import { quoteForeignUnicode } from "../../sanitize";
import { type WinrmProgress, winrmFailures } from "./failure";
import { type FaultRow, faultTable, unnamedFault, unnamedFaultLater } from "./fault-table";
import { childOf, descendantOf, elementsIn, isNamed, namespaces as ns, textOf, type XmlElement } from "./xml";

/** What a fault says. The same failure comes with a number from some versions of WinRM, and as a word from others. */
export interface WinrmFault {
  /** Windows' or WinRM's number for it, unsigned. */
  readonly code: number | undefined;
  /** Local name of the innermost subcode, or of the code where SOAP itself is at odds: "AccessDenied". */
  readonly subcode: string | undefined;
  /** The plug-in that failed, if it was one: "Shell cmd plugin". */
  readonly provider: string | undefined;
  /** In the host's language. */
  readonly text: string;
}

/** Reads the fault out of an envelope; undefined if it holds none. */
export function readFault(envelope: XmlElement): WinrmFault | undefined {
  const fault = childOf(childOf(envelope, ns.s, "Body"), ns.s, "Fault");
  if (fault === undefined) return undefined;
  const detail = childOf(fault, ns.s, "Detail");
  const wsman = childOf(detail, ns.f, "WSManFault");
  const wmi =
    detail === undefined
      ? undefined
      : elementsIn(detail).find((child) => isNamed(child, ns.wmiError, "MSFT_WmiError"));
  const message = childOf(wsman, ns.f, "Message");
  const provider = message === undefined ? undefined : descendantOf(message, ns.f, "ProviderFault");
  return {
    code: number(wsman?.getAttribute("Code")) ?? number(textOf(childOf(wmi, ns.wmiError, "error_Code"))),
    subcode: subcode(childOf(fault, ns.s, "Code")),
    provider: provider?.getAttribute("provider") ?? undefined,
    text:
      textOf(message) ||
      textOf(childOf(wmi, ns.wmiError, "Message")) ||
      textOf(childOf(childOf(fault, ns.s, "Reason"), ns.s, "Text")),
  };
}

/** What the table says of the fault, to a request before any command. */
export function faultRow(fault: WinrmFault): FaultRow {
  return rowOf(fault) ?? unnamedFault;
}

/**
 * The fault as the error that the user sees.
 * @param user the account as the user wrote it; none with a certificate
 */
export function faultError(
  fault: WinrmFault,
  progress: WinrmProgress,
  user: string | undefined,
): NatTraversalError {
  const { host, where, phase } = progress;
  const row = rowOf(fault) ?? (phase === "opening a shell" ? unnamedFault : unnamedFaultLater);
  const details = {
    ...winrmFailures.attempt(progress),
    problem: `${row.problem} (${where}, phase: ${phase}, ${describeFault(fault)})`,
    hint: row.kind === "access denied" ? hintFor(user, host) : row.hint,
  };
  switch (row.error) {
    case "ACCESS_DENIED":
      return new AccessDeniedError(details);
    case "PROTOCOL":
      return new ProtocolError(details);
    case "UNREACHABLE": {
      const mayHaveRun =
        phase === "waiting for output" || (phase === "starting the command" && !row.nothingDone);
      return new UnreachableError({ ...details, phase, commandMayHaveRun: mayHaveRun });
    }
  }
}

function rowOf({ code, subcode }: WinrmFault): FaultRow | undefined {
  return (
    faultTable.find(({ codes }) => code !== undefined && codes.includes(code)) ??
    faultTable.find(({ subcodes }) => subcode !== undefined && subcodes.includes(subcode))
  );
}

function describeFault({ code, subcode, provider, text }: WinrmFault): string {
  const parts = [
    code === undefined
      ? ""
      : `fault ${code}${code > 0xffff ? ` = 0x${code.toString(16).toUpperCase()}` : ""}`,
    subcode === undefined ? "" : /^\w{1,40}$/.test(subcode) ? subcode : quoteForeignUnicode(subcode, 20),
    provider === undefined ? "" : quoteForeignUnicode(provider, 40),
    quoteForeignUnicode(text, 120),
  ];
  return parts.filter((part) => part !== "" && part !== "nothing").join(", ") || "without details";
}

// The reply is the same for all three causes; only the form of the name tells which are possible.
function hintFor(user: string | undefined, host: string): string {
  const shells = "AllowRemoteShellAccess must be true (`winrm get winrm/config/winrs`).";
  const administrators =
    "The account must be in the host's Administrators group: Remote Management Users is not enough for a remote shell.";
  return isLocal(user, host)
    ? `${administrators} UAC filters a local account other than the built-in Administrator on network logons, unless LocalAccountTokenFilterPolicy is 1 under HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System. ${shells}`
    : `${administrators} ${shells}`;
}

function isLocal(user: string | undefined, host: string): boolean {
  // A certificate is mapped to a local account always.
  if (user === undefined) return true;
  if (user.includes("@")) return false;
  const at = user.indexOf("\\");
  const domain = user.slice(0, Math.max(at, 0)).toLowerCase();
  return at < 0 || domain === "." || domain === host.split(".")[0]?.toLowerCase();
}

function subcode(code: XmlElement | undefined): string | undefined {
  let innermost: string | undefined = localName(textOf(childOf(code, ns.s, "Value")));
  // "Sender" and "Receiver" say only whose fault it is.
  if (innermost === "Sender" || innermost === "Receiver") innermost = undefined;
  let next = childOf(code, ns.s, "Subcode");
  while (next !== undefined) {
    innermost = localName(textOf(childOf(next, ns.s, "Value"))) ?? innermost;
    next = childOf(next, ns.s, "Subcode");
  }
  return innermost;
}

function localName(qualified: string): string | undefined {
  const name = qualified.slice(qualified.indexOf(":") + 1);
  return name === "" ? undefined : name;
}

function number(text: string | null | undefined): number | undefined {
  return /^-?\d{1,10}$/.test(text ?? "") ? Number(text) >>> 0 : undefined;
}
