import { namespaces as ns } from "../namespaces";
import { UnreadableReplyError } from "../unreadable-reply";
import { descendantOf, textOf } from "../xml";
import { readEnvelope } from "./envelope";

/** The header that lets an Identify through without a logon: no account can be locked by it. */
export const identifyHeader = { WSMANIDENTIFY: "unauthenticated" } as const;

/** What answers, in its own words. */
export interface Identity {
  readonly vendor: string;
  readonly version: string;
}

/** Asks what listens there (DSP0226 section 11); the same for every host. */
export function identifyRequest(): string {
  return `<s:Envelope xmlns:s="${ns.s}" xmlns:i="${ns.i}"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>`;
}

/** Reads the answer; it has no message id. @throws UnreadableReplyError if it is none */
export function readIdentifyReply(text: string): Identity {
  const response = descendantOf(readEnvelope(text), ns.i, "IdentifyResponse");
  if (response === undefined) throw new UnreadableReplyError("the host does not say what it is");
  return {
    vendor: textOf(descendantOf(response, ns.i, "ProductVendor")),
    version: textOf(descendantOf(response, ns.i, "ProductVersion")),
  };
}
