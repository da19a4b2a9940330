/** Replies as Windows writes them: its prefixes, its order, everything in one line. */

export const messageId = "uuid:11111111-2222-3333-4444-555555555555";
export const shellId = "2D6534D0-6B12-40E3-B773-CBA26459CFA8";
export const commandId = "9A2F7A9B-0000-4000-8000-000000000001";
const shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";

/** An envelope around a body. */
export function replyWith(
  body: string,
  relatesTo: string | undefined = messageId,
  action = `${shell}/X`,
): string {
  return (
    '<s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" ' +
    'xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" ' +
    `xmlns:rsp="${shell}" xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd">` +
    `<s:Header><a:Action>${action}</a:Action><a:MessageID>uuid:0AA1F3AD-7F4C-4C4F-9C59-1C7E3C5D7A11</a:MessageID>` +
    "<a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>" +
    `${relatesTo === "" ? "" : `<a:RelatesTo>${relatesTo}</a:RelatesTo>`}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}

/** The reply to Create. */
export function createShellReply(id = shellId): string {
  return replyWith(
    "<x:ResourceCreated><a:Address>http://vpn01:5985/wsman</a:Address><a:ReferenceParameters>" +
      `<w:ResourceURI>${shell}/cmd</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">${id}</w:Selector></w:SelectorSet>` +
      `</a:ReferenceParameters></x:ResourceCreated><rsp:Shell xmlns:rsp="${shell}"><rsp:ShellId>${id}</rsp:ShellId>` +
      `<rsp:ResourceUri>${shell}/cmd</rsp:ResourceUri><rsp:Owner>VPN01\\anna</rsp:Owner><rsp:ClientIP>192.0.2.1</rsp:ClientIP>` +
      "<rsp:IdleTimeOut>PT7200.000S</rsp:IdleTimeOut><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>" +
      "<rsp:ShellRunTime>P0DT0H0M0S</rsp:ShellRunTime><rsp:ShellInactivity>P0DT0H0M0S</rsp:ShellInactivity></rsp:Shell>",
  );
}

/** The reply to Command. */
export function commandReply(id = commandId): string {
  return replyWith(`<rsp:CommandResponse><rsp:CommandId>${id}</rsp:CommandId></rsp:CommandResponse>`);
}

/** A reply to Receive around streams and states. */
export function receiveReply(content: string): string {
  return replyWith(`<rsp:ReceiveResponse>${content}</rsp:ReceiveResponse>`);
}

/** A piece of output; without bytes, its end. */
export function stream(name: string, bytes?: Buffer, id = commandId): string {
  const start = `<rsp:Stream Name="${name}" CommandId="${id}"`;
  return bytes === undefined
    ? `${start} End="true"></rsp:Stream>`
    : `${start}>${bytes.toString("base64")}</rsp:Stream>`;
}

/** The state of a command. */
export function commandState(state: string, exitCode?: string, id = commandId): string {
  const code = exitCode === undefined ? "" : `<rsp:ExitCode>${exitCode}</rsp:ExitCode>`;
  return `<rsp:CommandState CommandId="${id}" State="${shell}/CommandState/${state}">${code}</rsp:CommandState>`;
}

/** A fault with WinRM's own detail. */
export function faultReply(code: number, subcode: string, text: string): string {
  return replyWith(
    `<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="en-US">${text}</s:Text></s:Reason><s:Detail>` +
      `<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="${code}" Machine="vpn01"><f:Message>${text}</f:Message></f:WSManFault>` +
      "</s:Detail></s:Fault>",
    messageId,
    "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault",
  );
}
