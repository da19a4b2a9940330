import type { ServerSealing } from "./sealing";

const part = "--Encrypted Boundary";

/** The content type of a sealed message: MS-WSMV 2.2.9.1. */
export const sealedType =
  'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"';

/** The pieces of a sealed reply, which faults may change before they are put together. */
export interface SealedPieces {
  signature: Buffer;
  sealed: Buffer;
  /** The length that the head states. */
  length: number;
  /** The type that the head states. */
  originalContent: string;
}

export function sealPieces(sealing: ServerSealing, clear: Buffer): SealedPieces {
  return {
    ...sealing.seal(clear),
    length: clear.length,
    originalContent: "application/soap+xml;charset=UTF-8",
  };
}

export function joinPieces(pieces: SealedPieces): Buffer {
  const head = [
    part,
    "\tContent-Type: application/HTTP-SPNEGO-session-encrypted",
    `\tOriginalContent: type=${pieces.originalContent};Length=${pieces.length}`,
    part,
    "\tContent-Type: application/octet-stream",
    "",
  ].join("\r\n");
  const size = Buffer.alloc(4);
  size.writeUInt32LE(pieces.signature.length);
  return Buffer.concat([
    Buffer.from(head),
    size,
    pieces.signature,
    pieces.sealed,
    Buffer.from(`${part}--\r\n`),
  ]);
}

/** The clear text of a sealed request. Throws on anything that is not exactly such a request. */
export function openSealed(sealing: ServerSealing, contentType: string, body: Buffer): string {
  if (
    !/^multipart\/encrypted;/i.test(contentType) ||
    !contentType.includes('boundary="Encrypted Boundary"')
  ) {
    throw new Error(`not a sealed message: ${contentType}`);
  }
  const begin = "\tContent-Type: application/octet-stream\r\n";
  const at = body.indexOf(begin);
  const end = body.lastIndexOf(`${part}--`);
  if (at < 0 || end < 0) throw new Error("a part of the message is missing");
  const head = body.toString("latin1", 0, at);
  const length =
    /^--Encrypted Boundary\r\n\tContent-Type: application\/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: type=application\/soap\+xml;charset=UTF-8;Length=(\d+)\r\n--Encrypted Boundary\r\n$/i.exec(
      head,
    )?.[1];
  if (length === undefined) throw new Error("the head of the message is not as MS-WSMV has it");
  const payload = body.subarray(at + begin.length, end);
  const signatureLength = payload.length < 4 ? 0 : payload.readUInt32LE(0);
  if (signatureLength !== 16) throw new Error(`a signature of ${signatureLength} bytes`);
  const sealed = payload.subarray(20);
  if (sealed.length !== Number(length)) throw new Error("the length stated is wrong");
  return sealing.unseal(payload.subarray(4, 20), sealed).toString("utf8");
}
