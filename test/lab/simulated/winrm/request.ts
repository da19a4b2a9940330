import { DOMParser, type Element, onErrorStopParsing } from "@xmldom/xmldom";

/** The namespaces of WS-Management's shell messages. */
export const namespaces = {
  s: "http://www.w3.org/2003/05/soap-envelope",
  a: "http://schemas.xmlsoap.org/ws/2004/08/addressing",
  w: "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
  p: "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
  rsp: "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
  x: "http://schemas.xmlsoap.org/ws/2004/09/transfer",
} as const;

const resource = `${namespaces.rsp}/cmd`;

const actions = {
  [`${namespaces.x}/Create`]: "create",
  [`${namespaces.rsp}/Command`]: "command",
  [`${namespaces.rsp}/Receive`]: "receive",
  [`${namespaces.rsp}/Signal`]: "signal",
  [`${namespaces.x}/Delete`]: "delete",
} as const;

/** What a request asks for. */
export type Action = (typeof actions)[keyof typeof actions];

/** One request of a client, read strictly. */
export interface WinrmRequest {
  readonly action: Action;
  /** As it was sent, `uuid:` included. */
  readonly messageId: string;
  readonly operationTimeoutSeconds: number;
  readonly options: ReadonlyMap<string, string>;
  readonly shellId?: string;
  readonly commandLine?: string;
  readonly commandId?: string;
  /** The last word of the signal's code. */
  readonly signal?: string;
}

/** Reads a request; throws with what is wrong if Windows would not take it. */
export function readRequest(soap: string): WinrmRequest {
  if (/<!DOCTYPE/i.test(soap)) throw new Error("a DOCTYPE");
  const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(soap, "application/xml");
  const envelope = document.documentElement;
  if (envelope === null || envelope.localName !== "Envelope" || envelope.namespaceURI !== namespaces.s) {
    throw new Error("no SOAP envelope");
  }
  const header = only(envelope, "s", "Header");
  const body = only(envelope, "s", "Body");
  const uri = text(only(header, "a", "Action"));
  const action = Object.entries(actions).find(([known]) => known === uri)?.[1];
  if (action === undefined) throw new Error(`unknown action ${uri}`);
  if (text(only(header, "w", "ResourceURI")) !== resource) throw new Error("unknown resource");
  text(only(header, "a", "To"));
  text(only(only(header, "a", "ReplyTo"), "a", "Address"));
  return {
    action,
    messageId: matching(text(only(header, "a", "MessageID")), /^uuid:[0-9a-f-]{36}$/i),
    operationTimeoutSeconds: seconds(optional(header, "w", "OperationTimeout")),
    options: namedValues(header, "OptionSet", "Option"),
    ...(action === "create" ? {} : { shellId: shellId(header) }),
    ...read(action, body),
  };
}

function read(action: Action, body: Element): Partial<WinrmRequest> {
  switch (action) {
    case "create": {
      const shell = only(body, "rsp", "Shell");
      text(only(shell, "rsp", "OutputStreams"));
      return {};
    }
    case "command": {
      const line = only(body, "rsp", "CommandLine");
      const parts = [only(line, "rsp", "Command"), ...children(line, "rsp", "Arguments")];
      return { commandLine: parts.map(text).join(" ") };
    }
    case "receive": {
      const stream = only(only(body, "rsp", "Receive"), "rsp", "DesiredStream");
      return { commandId: attribute(stream, "CommandId") };
    }
    case "signal": {
      const signal = only(body, "rsp", "Signal");
      const code = text(only(signal, "rsp", "Code"));
      return {
        commandId: attribute(signal, "CommandId"),
        signal: code.slice(code.lastIndexOf("/") + 1).toLowerCase(),
      };
    }
    default:
      return {};
  }
}

function shellId(header: Element): string {
  const id = namedValues(header, "SelectorSet", "Selector").get("ShellId");
  if (id === undefined) throw new Error("no ShellId");
  return id;
}

function namedValues(header: Element, setName: string, itemName: string): Map<string, string> {
  const set = optional(header, "w", setName);
  const items = set === undefined ? [] : children(set, "w", itemName);
  return new Map(items.map((item) => [attribute(item, "Name"), text(item)]));
}

function seconds(timeout: Element | undefined): number {
  if (timeout === undefined) return 60;
  const parts = /^PT(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text(timeout));
  if (parts === null) throw new Error("an OperationTimeout that is no duration");
  return Math.min(60, Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0));
}

function children(parent: Element, prefix: keyof typeof namespaces, name: string): Element[] {
  const found: Element[] = [];
  for (let child = parent.firstChild; child !== null; child = child.nextSibling) {
    const element = child as Element;
    if (element.localName === name && element.namespaceURI === namespaces[prefix]) found.push(element);
  }
  return found;
}

function optional(parent: Element, prefix: keyof typeof namespaces, name: string): Element | undefined {
  const found = children(parent, prefix, name);
  if (found.length > 1) throw new Error(`${name} more than once`);
  return found[0];
}

function only(parent: Element, prefix: keyof typeof namespaces, name: string): Element {
  const found = optional(parent, prefix, name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function attribute(element: Element, name: string): string {
  const value = element.getAttribute(name);
  if (value === null || value === "") throw new Error(`no ${name}`);
  return value;
}

function text(element: Element): string {
  return element.textContent ?? "";
}

function matching(value: string, form: RegExp): string {
  if (!form.test(value)) throw new Error(`unexpected "${value}"`);
  return value;
}
