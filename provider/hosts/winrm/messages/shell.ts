import { MalformedReplyError } from "../malformed-reply";
import { childrenOf, descendantOf, namespaces as ns, textOf } from "../xml";
import { envelope, expected, type Reply, type RequestHeader } from "./envelope";

/** Asks for a shell of cmd, without a profile, that writes UTF-8 (MS-WSMV 3.1.4.5.2). */
export function createShellRequest(header: RequestHeader): string {
  return envelope(header, {
    action: `${ns.x}/Create`,
    options: { WINRS_NOPROFILE: "TRUE", WINRS_CODEPAGE: "65001" },
    body: "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>",
  });
}

/** The id of the new shell, to be used as it is. @throws MalformedReplyError if there is none */
export function readCreateShellReply(reply: Reply): string {
  const created = expected(reply, ns.x, "ResourceCreated");
  const set = descendantOf(created, ns.w, "SelectorSet");
  const selector = (set === undefined ? [] : childrenOf(set, ns.w, "Selector")).find(
    (one) => one.getAttribute("Name") === "ShellId",
  );
  const id = textOf(selector);
  if (id === "" || id.length > 200) throw new MalformedReplyError("the host's reply has no shell id");
  return id;
}

/** Asks what answers, and for nothing else: it needs a logon, and no shell (DSP0226 section 11). */
export const identifyRequest = `<s:Envelope xmlns:s="${ns.s}"><s:Header/><s:Body><i:Identify xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>`;

/** Closes the shell and ends what still runs in it. The reply says nothing but that it came. */
export function deleteShellRequest(header: RequestHeader, shellId: string): string {
  return envelope(header, { action: `${ns.x}/Delete`, shellId, body: "" });
}
