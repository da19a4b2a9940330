import { randomUUID } from "node:crypto";
import { readFault, type WinrmFault } from "../faults";
import { MalformedReplyError } from "../malformed-reply";
import {
  childOf,
  descendantOf,
  escapeXml,
  isNamed,
  namespaces as ns,
  parseXml,
  textOf,
  type XmlElement,
} from "../xml";

/** What every request says of itself. */
export interface RequestHeader {
  /** The address that the request goes to, such as `http://vpn01:5985/wsman`. */
  readonly to: string;
  /** A fresh `newMessageId()` for every request. */
  readonly messageId: string;
  /** One `newMessageId()` for the life of a connection. */
  readonly sessionId: string;
  /** How long the host may work on the request before it answers with the fault "timed out". */
  readonly operationTimeoutSeconds: number;
}

/** What differs from message to message. */
export interface RequestContent {
  readonly action: string;
  readonly shellId?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** XML, with every inserted text escaped. */
  readonly body: string;
}

/** A reply whose envelope is in order. */
export interface Reply {
  readonly body: XmlElement;
  /** Set if the host answers that it did not do as it was asked. */
  readonly fault: WinrmFault | undefined;
}

const shellResource = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd";
const anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
// Every Windows accepts this as the most that one of its replies may hold.
const largestEnvelope = 153_600;

/** An id that no other message has. */
export function newMessageId(): string {
  return `uuid:${randomUUID().toUpperCase()}`;
}

/** The whole message (DSP0226, MS-WSMV 2.2.4). */
export function envelope(header: RequestHeader, content: RequestContent): string {
  const must = `s:mustUnderstand="true"`;
  const may = `s:mustUnderstand="false"`;
  const prefixes = (["s", "a", "w", "p", "rsp"] as const)
    .map((prefix) => ` xmlns:${prefix}="${ns[prefix]}"`)
    .join("");
  return [
    `<s:Envelope${prefixes}><s:Header>`,
    `<a:To>${escapeXml(header.to)}</a:To>`,
    `<w:ResourceURI ${must}>${shellResource}</w:ResourceURI>`,
    `<a:ReplyTo><a:Address ${must}>${anonymous}</a:Address></a:ReplyTo>`,
    `<a:Action ${must}>${escapeXml(content.action)}</a:Action>`,
    `<w:MaxEnvelopeSize ${must}>${largestEnvelope}</w:MaxEnvelopeSize>`,
    `<a:MessageID>${escapeXml(header.messageId)}</a:MessageID>`,
    `<w:Locale xml:lang="en-US" ${may}/><p:DataLocale xml:lang="en-US" ${may}/>`,
    `<p:SessionId ${may}>${escapeXml(header.sessionId)}</p:SessionId>`,
    `<w:OperationTimeout>PT${header.operationTimeoutSeconds}S</w:OperationTimeout>`,
    selectors(content.shellId),
    optionSet(content.options),
    `</s:Header><s:Body>${content.body}</s:Body></s:Envelope>`,
  ].join("");
}

/**
 * Reads a reply, fault or not.
 * @param messageId that of the request: a reply to another one means that the connection is out of step
 * @throws MalformedReplyError if it is no reply to this request
 */
export function readReply(text: string, messageId: string): Reply {
  const root = readEnvelope(text);
  const fault = readFault(root);
  const relatesTo = childOf(childOf(root, ns.s, "Header"), ns.a, "RelatesTo");
  // A host that could not read the request's header cannot say which request its fault is for.
  const answers =
    relatesTo === undefined ? fault !== undefined : bareId(textOf(relatesTo)) === bareId(messageId);
  if (!answers) throw new MalformedReplyError("the host's reply does not belong to this request");
  return { body: bodyOf(root), fault };
}

/** The root of a SOAP 1.2 message. @throws MalformedReplyError if it is none */
function readEnvelope(text: string): XmlElement {
  const root = parseXml(text);
  if (!isNamed(root, ns.s, "Envelope"))
    throw new MalformedReplyError("the host's reply is not a SOAP 1.2 message");
  bodyOf(root);
  return root;
}

/** The first element with this name in a reply's body. @throws MalformedReplyError if there is none */
export function expected(reply: Reply, namespace: string, name: string): XmlElement {
  const found = descendantOf(reply.body, namespace, name);
  if (found === undefined) throw new MalformedReplyError(`the host's reply has no ${name}`);
  return found;
}

function bodyOf(root: XmlElement): XmlElement {
  const body = childOf(root, ns.s, "Body");
  if (body === undefined) throw new MalformedReplyError("the host's reply has no body");
  return body;
}

function selectors(shellId: string | undefined): string {
  if (shellId === undefined) return "";
  return `<w:SelectorSet><w:Selector Name="ShellId">${escapeXml(shellId)}</w:Selector></w:SelectorSet>`;
}

function optionSet(options: Readonly<Record<string, string>> | undefined): string {
  if (options === undefined) return "";
  const each = Object.entries(options).map(
    ([name, value]) => `<w:Option Name="${escapeXml(name)}">${escapeXml(value)}</w:Option>`,
  );
  return `<w:OptionSet s:mustUnderstand="true">${each.join("")}</w:OptionSet>`;
}

function bareId(id: string): string {
  return id.toLowerCase().replace(/^(urn:)?uuid:/, "");
}
