import { namespaces as ns } from "../namespaces";
import { escapeXml } from "../xml";
import { envelope, type RequestHeader } from "./envelope";

/** Ends a command that is still running (MS-WSMV 3.1.4.12). The reply says nothing but that it came. */
export function signalRequest(header: RequestHeader, shellId: string, commandId: string): string {
  return envelope(header, {
    action: `${ns.rsp}/Signal`,
    shellId,
    body: `<rsp:Signal CommandId="${escapeXml(commandId)}"><rsp:Code>${ns.rsp}/signal/terminate</rsp:Code></rsp:Signal>`,
  });
}
