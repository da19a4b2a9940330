import { MalformedReplyError } from "../malformed-reply";

/** First bytes of every NTLM message. */
export const ntlmMarker = Buffer.from("NTLMSSP\0", "latin1");

/** The server's part of the handshake (MS-NLMP 2.2.1.2). */
export interface Challenge {
  /** The message itself, without anything that was wrapped around it: the integrity code covers these bytes. */
  readonly message: Buffer;
  readonly flags: number;
  /** 8 bytes. */
  readonly serverChallenge: Buffer;
  readonly target: readonly TargetPair[];
}

const headerLength = 48;

/**
 * Reads a challenge, raw or inside a SPNEGO token.
 * @throws MalformedReplyError if it is none, or agrees to less than sealing needs
 */
export function readChallenge(token: Buffer): Challenge {
  const start = token.indexOf(ntlmMarker);
  const message = start < 0 ? token : token.subarray(start);
  if (start < 0 || message.length < headerLength || message.readUInt32LE(8) !== 2) {
    throw new MalformedReplyError("the host did not answer the NTLM handshake with a challenge");
  }
  const targetName = field(message, 12);
  const targetInfo = field(message, 40);
  const flags = message.readUInt32LE(20);
  if ((flags & neededFlags) >>> 0 !== neededFlags) {
    const missing = (neededFlags & ~flags) >>> 0;
    throw new MalformedReplyError(
      `the host negotiated an NTLM too weak for sealed messages (flags 0x${missing.toString(16).padStart(8, "0")} are missing)`,
    );
  }
  return {
    message:
      start === 0 ? message : message.subarray(0, Math.max(headerLength, targetName.end, targetInfo.end)),
    flags,
    serverChallenge: message.subarray(24, 32),
    target: readTargetInfo(message.subarray(targetInfo.start, targetInfo.end)),
  };
}

function field(message: Buffer, at: number): { readonly start: number; readonly end: number } {
  const length = message.readUInt16LE(at);
  const start = message.readUInt32LE(at + 4);
  if (length > 0 && start + length > message.length) {
    throw new MalformedReplyError("the NTLM challenge has a field beyond its own end");
  }
  return length === 0 ? { start: 0, end: 0 } : { start, end: start + length };
}

/** Negotiate flags (MS-NLMP 2.2.2.5), by their short names. */
export const ntlmFlags = {
  unicode: 0x0000_0001,
  requestTarget: 0x0000_0004,
  sign: 0x0000_0010,
  seal: 0x0000_0020,
  ntlm: 0x0000_0200,
  alwaysSign: 0x0000_8000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  version: 0x0200_0000,
  key128: 0x2000_0000,
  keyExchange: 0x4000_0000,
  key56: 0x8000_0000,
} as const;

/** What we offer: everything named above. */
export const offeredFlags = allOf(Object.values(ntlmFlags));

/** What a peer must agree to: without any one of these a message could not be sealed, or only weakly. */
export const neededFlags = allOf([
  ntlmFlags.unicode,
  ntlmFlags.sign,
  ntlmFlags.seal,
  ntlmFlags.extendedSessionSecurity,
  ntlmFlags.key128,
  ntlmFlags.keyExchange,
]);

function allOf(flags: readonly number[]): number {
  return flags.reduce((all, flag) => (all | flag) >>> 0, 0);
}

/** Ids of the pairs that we read or write (MS-NLMP 2.2.2.1). */
export const pairIds = {
  end: 0,
  computerName: 1,
  flags: 6,
  timestamp: 7,
  targetName: 9,
  channelBindings: 10,
} as const;

/** One fact about the target: its id and its bytes. */
export interface TargetPair {
  readonly id: number;
  readonly value: Buffer;
}

/** Reads the list up to its end marker. @throws MalformedReplyError if it does not fit its bytes */
export function readTargetInfo(bytes: Buffer): TargetPair[] {
  const pairs: TargetPair[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (id === pairIds.end) return pairs;
    pairs.push({ id, value: bytes.subarray(at + 4, end) });
    at = end;
  }
  if (bytes.length === 0) return pairs;
  throw new MalformedReplyError("the NTLM challenge has an unterminated target list");
}

/** Writes the list and its end marker. */
export function writeTargetInfo(pairs: readonly TargetPair[]): Buffer {
  return Buffer.concat(
    [...pairs, { id: pairIds.end, value: Buffer.alloc(0) }].flatMap(({ id, value }) => {
      const header = Buffer.alloc(4);
      header.writeUInt16LE(id, 0);
      header.writeUInt16LE(value.length, 2);
      return [header, value];
    }),
  );
}

/** The value of the first pair with this id. */
export function pairValue(pairs: readonly TargetPair[], id: number): Buffer | undefined {
  return pairs.find((pair) => pair.id === id)?.value;
}
