import { quoteForeign } from "../../sanitize";
import { MalformedReplyError } from "./malformed-reply";
import { type NtlmSession, signatureLength } from "./ntlm/session";

/** A body and what its Content-Type header says. */
export interface FramedBody {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Most bytes of a body that are read: several times what we announce as our limit to the host. */
export const largestBodyBytes = 1024 * 1024;

const soapType = "application/soap+xml;charset=UTF-8";
const sealedProtocol = "application/HTTP-SPNEGO-session-encrypted";
const ourBoundary = "Encrypted Boundary";

/** Seals a message for the next request of this connection (MS-WSMV 2.2.9.1). */
export function frameSealed(session: NtlmSession, soap: string): FramedBody {
  const plain = Buffer.from(soap, "utf8");
  const { signature, sealed } = session.seal(plain);
  const signatureSize = Buffer.alloc(4);
  signatureSize.writeUInt32LE(signature.length);
  // The tabs are required; there is no blank line after the headers, and no line end after the data.
  const head =
    `--${ourBoundary}\r\n\tContent-Type: ${sealedProtocol}\r\n` +
    `\tOriginalContent: type=${soapType};Length=${plain.length}\r\n` +
    `--${ourBoundary}\r\n\tContent-Type: application/octet-stream\r\n`;
  return {
    contentType: `multipart/encrypted;protocol="${sealedProtocol}";boundary="${ourBoundary}"`,
    body: Buffer.concat([
      Buffer.from(head),
      signatureSize,
      signature,
      sealed,
      Buffer.from(`--${ourBoundary}--\r\n`),
    ]),
  };
}

/**
 * Opens the sealed reply to the last sealed request of this connection. Must see every sealed reply, those with an
 * error status too, as the key stream runs on.
 * @throws MalformedReplyError if it is not sealed, not whole, or was changed on the way
 */
export function unframeSealed(session: NtlmSession, contentType: string, body: Buffer): string {
  const boundary = sealedBoundary(contentType);
  if (boundary === undefined) {
    throw new MalformedReplyError(
      `the host sent an unencrypted reply to an encrypted request (content type: ${quoteForeign(contentType)})`,
    );
  }
  rejectOversize(body);
  const { length, start } = readHead(body, boundary);
  const data = start + 4 + signatureLength;
  if (data > body.length || body.readUInt32LE(start) !== signatureLength) throw misframed("no signature");
  // Ciphertext may hold anything, a boundary too: only the stated length tells where it ends.
  const rest = body.subarray(data + length);
  if (!isClosing(rest, boundary)) throw misframed("a wrong length");
  return decoded(session.unseal(body.subarray(start + 4, data), body.subarray(data, data + length)));
}

/** Whether a Content-Type header announces a sealed body. */
export function isSealed(contentType: string): boolean {
  return sealedBoundary(contentType) !== undefined;
}

/** A message for a connection that TLS protects. */
export function framePlain(soap: string): FramedBody {
  return { contentType: soapType, body: Buffer.from(soap, "utf8") };
}

/** Reads the reply on a connection that TLS protects. @throws MalformedReplyError if it is no SOAP message in UTF-8 */
export function unframePlain(contentType: string, body: Buffer): string {
  if (!/^application\/soap\+xml[\t ]*(;|$)/i.test(contentType)) {
    throw new MalformedReplyError(
      `the host's reply is not a SOAP message (content type: ${quoteForeign(contentType)})`,
    );
  }
  rejectOversize(body);
  return decoded(body);
}

function sealedBoundary(contentType: string): string | undefined {
  if (contentType.length > 500 || !/^multipart\/encrypted[\t ]*;/i.test(contentType)) return undefined;
  const protocol = /;[\t ]*protocol="?([^";]+)"?/i.exec(contentType)?.[1];
  if (protocol?.toLowerCase() !== sealedProtocol.toLowerCase()) return undefined;
  const boundary = /;[\t ]*boundary="?([^";]{1,70})"?/i.exec(contentType)?.[1];
  return boundary ?? ourBoundary;
}

/** Most bytes that come before the signature. */
const largestHeadBytes = 1_000;

// Some servers put a space after the dashes, and some leave out the tabs.
function readHead(body: Buffer, boundary: string): { readonly length: number; readonly start: number } {
  const lines = body.subarray(0, largestHeadBytes).toString("latin1").split("\r\n", 5);
  const [first, type, original, second, payload] = lines.map((line) => line.trim());
  const stated =
    /^OriginalContent:[\t ]*type=application\/soap\+xml;[\t ]*charset=utf-8;[\t ]*Length=(\d{1,7})$/i;
  const length = stated.exec(original ?? "")?.[1];
  const right =
    opens(first, boundary) &&
    isHeader(type, sealedProtocol) &&
    length !== undefined &&
    opens(second, boundary) &&
    isHeader(payload, "application/octet-stream");
  if (!right) throw misframed("unexpected headers");
  return { length: Number(length), start: lines.join("\r\n").length + 2 };
}

function opens(line: string | undefined, boundary: string): boolean {
  return line === `--${boundary}` || line === `-- ${boundary}`;
}

function isHeader(line: string | undefined, type: string): boolean {
  const match = /^Content-Type:[\t ]*(\S+)$/i.exec(line ?? "");
  return match?.[1]?.toLowerCase() === type.toLowerCase();
}

function isClosing(rest: Buffer, boundary: string): boolean {
  const text = rest
    .subarray(0, boundary.length + 8)
    .toString("latin1")
    .replace(/\r\n$/, "");
  return rest.length <= boundary.length + 8 && (text === `--${boundary}--` || text === `-- ${boundary}--`);
}

function rejectOversize(body: Buffer): void {
  if (body.length === 0) throw new MalformedReplyError("the host's reply is empty");
  if (body.length > largestBodyBytes) {
    throw new MalformedReplyError(`the host's reply is longer than ${largestBodyBytes} bytes`);
  }
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new MalformedReplyError("the host's reply is not UTF-8", error);
  }
}

function misframed(what: string): MalformedReplyError {
  return new MalformedReplyError(`the host's encrypted reply is malformed: it has ${what}`);
}
