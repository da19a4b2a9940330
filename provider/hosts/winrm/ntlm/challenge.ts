import { MalformedReplyError } from "../malformed-reply";
import { neededFlags } from "./flags";
import { readTargetInfo, type TargetPair } from "./target-info";

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
 * @throws UnreadableReplyError if it is none, or agrees to less than sealing needs
 */
export function readChallenge(token: Buffer): Challenge {
  const start = token.indexOf(ntlmMarker);
  const message = start < 0 ? token : token.subarray(start);
  if (start < 0 || message.length < headerLength || message.readUInt32LE(8) !== 2) {
    throw new MalformedReplyError(
      "the host answered the NTLM handshake with something else than a challenge",
    );
  }
  const targetName = field(message, 12);
  const targetInfo = field(message, 40);
  const flags = message.readUInt32LE(20);
  if ((flags & neededFlags) >>> 0 !== neededFlags) {
    const missing = (neededFlags & ~flags) >>> 0;
    throw new MalformedReplyError(
      `the host agrees to a weaker NTLM than sealed messages need (flags 0x${missing.toString(16).padStart(8, "0")} are missing)`,
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
    throw new MalformedReplyError("the NTLM challenge points beyond its own end");
  }
  return length === 0 ? { start: 0, end: 0 } : { start, end: start + length };
}
