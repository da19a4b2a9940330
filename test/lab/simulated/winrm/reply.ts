import { randomUUID } from "node:crypto";
import { namespaces, type WinrmRequest } from "./request";

/** A SOAP answer with the HTTP status that Windows gives it. */
export interface SoapReply {
  readonly status: 200 | 500;
  readonly soap: string;
}

/** A fault as Windows words it; what is left out is not in the message. */
export interface SoapFault {
  /** Of the WSManFault, or of MSFT_WmiError where that is told. */
  readonly code?: number;
  /** A name of the WS-Management namespace without prefix: `AccessDenied`, `TimedOut`; of SOAP's with `s:`. */
  readonly subcode?: string;
  readonly text: string;
  /** Whether the details come as MSFT_WmiError alone, as quota faults of newer Windows do. */
  readonly asWmiError?: boolean;
  /** The provider that the details name. */
  readonly provider?: string;
}

const declarations = Object.entries(namespaces)
  .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  .join("");
const faultAction = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault";
const faultNamespace = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault";
const wmiNamespace = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError";

export function createReply(request: WinrmRequest, shellId: string, owner: string): SoapReply {
  const selector = `<w:Selector Name="ShellId">${shellId}</w:Selector>`;
  const created =
    `<x:ResourceCreated><a:Address>http://127.0.0.1/wsman</a:Address><a:ReferenceParameters>` +
    `<w:ResourceURI>${namespaces.rsp}/cmd</w:ResourceURI><w:SelectorSet>${selector}</w:SelectorSet>` +
    `</a:ReferenceParameters></x:ResourceCreated>`;
  const shell =
    `<rsp:Shell><rsp:ShellId>${shellId}</rsp:ShellId><rsp:ResourceUri>${namespaces.rsp}/cmd</rsp:ResourceUri>` +
    `<rsp:Owner>${escaped(owner)}</rsp:Owner><rsp:ClientIP>127.0.0.1</rsp:ClientIP>` +
    `<rsp:IdleTimeOut>PT7200.000S</rsp:IdleTimeOut><rsp:InputStreams>stdin</rsp:InputStreams>` +
    `<rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>`;
  return answered(request, `${namespaces.x}/CreateResponse`, created + shell);
}

export function commandReply(request: WinrmRequest, commandId: string): SoapReply {
  const body = `<rsp:CommandResponse><rsp:CommandId>${commandId}</rsp:CommandId></rsp:CommandResponse>`;
  return answered(request, `${namespaces.rsp}/CommandResponse`, body);
}

/** Output of one Receive: pieces of streams in order, then the states. */
export interface ReceivedOutput {
  readonly streams: ReadonlyArray<{
    readonly name: "stdout" | "stderr";
    readonly data: Buffer;
    readonly end?: boolean;
  }>;
  readonly states: ReadonlyArray<{
    readonly state: "Pending" | "Running" | "Done";
    readonly exitCode?: number | string;
  }>;
}

export function receiveReply(request: WinrmRequest, commandId: string, output: ReceivedOutput): SoapReply {
  const streams = output.streams.map(
    ({ name, data, end }) =>
      `<rsp:Stream Name="${name}" CommandId="${commandId}"${end === true ? ' End="true"' : ""}>${data.toString("base64")}</rsp:Stream>`,
  );
  const states = output.states.map(({ state, exitCode }) => {
    const code = exitCode === undefined ? "" : `<rsp:ExitCode>${exitCode}</rsp:ExitCode>`;
    const uri = `${namespaces.rsp}/CommandState/${state}`;
    return `<rsp:CommandState CommandId="${commandId}" State="${uri}">${code}</rsp:CommandState>`;
  });
  const body = `<rsp:ReceiveResponse>${streams.join("")}${states.join("")}</rsp:ReceiveResponse>`;
  return answered(request, `${namespaces.rsp}/ReceiveResponse`, body);
}

export function signalReply(request: WinrmRequest): SoapReply {
  return answered(request, `${namespaces.rsp}/SignalResponse`, "<rsp:SignalResponse/>");
}

export function deleteReply(request: WinrmRequest): SoapReply {
  return answered(request, `${namespaces.x}/DeleteResponse`, "");
}

/** The answer to the unauthenticated Identify. */
export function identifyReply(): SoapReply {
  const uri = "http://schemas.dmtf.org/wbem/wsman/identify/1/wsmanidentity.xsd";
  const body =
    `<wsmid:IdentifyResponse xmlns:wsmid="${uri}"><wsmid:ProtocolVersion>${namespaces.w}</wsmid:ProtocolVersion>` +
    `<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>` +
    `<wsmid:ProductVersion>OS: 0.0.0 SP: 0.0 Stack: 3.0</wsmid:ProductVersion></wsmid:IdentifyResponse>`;
  return {
    status: 200,
    soap: `<s:Envelope xmlns:s="${namespaces.s}"><s:Header/><s:Body>${body}</s:Body></s:Envelope>`,
  };
}

export function faultReply(messageId: string | undefined, fault: SoapFault): SoapReply {
  const { code, subcode } = fault;
  const prefixed = subcode?.includes(":") === true ? subcode : `w:${subcode}`;
  const sub = subcode === undefined ? "" : `<s:Subcode><s:Value>${prefixed}</s:Value></s:Subcode>`;
  const body =
    `<s:Fault><s:Code><s:Value>s:Receiver</s:Value>${sub}</s:Code>` +
    `<s:Reason><s:Text xml:lang="en-US">${escaped(fault.text)}</s:Text></s:Reason>` +
    `${code === undefined ? "" : detail(fault, code)}</s:Fault>`;
  return { status: 500, soap: envelope(faultAction, messageId, body) };
}

function detail({ text, asWmiError, provider }: SoapFault, code: number): string {
  if (asWmiError === true) {
    const fields = `<p:error_Code>${code}</p:error_Code><p:Message>${escaped(text)}</p:Message>`;
    return `<s:Detail><p:MSFT_WmiError xmlns:p="${wmiNamespace}">${fields}</p:MSFT_WmiError></s:Detail>`;
  }
  const message =
    provider === undefined
      ? escaped(text)
      : `<f:ProviderFault provider="${escaped(provider)}" path="%systemroot%\\system32\\winrscmd.dll">${escaped(text)}</f:ProviderFault>`;
  return `<s:Detail><f:WSManFault xmlns:f="${faultNamespace}" Code="${code}" Machine="127.0.0.1"><f:Message>${message}</f:Message></f:WSManFault></s:Detail>`;
}

function answered(request: WinrmRequest, action: string, body: string): SoapReply {
  return { status: 200, soap: envelope(action, request.messageId, body) };
}

function envelope(action: string, messageId: string | undefined, body: string): string {
  const relates = messageId === undefined ? "" : `<a:RelatesTo>${messageId}</a:RelatesTo>`;
  const header =
    `<a:Action>${action}</a:Action><a:MessageID>uuid:${randomUUID().toUpperCase()}</a:MessageID>` +
    `<a:To>${namespaces.a}/role/anonymous</a:To>${relates}`;
  return `<s:Envelope xml:lang="en-US"${declarations}><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
