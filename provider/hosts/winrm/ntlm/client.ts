import { randomBytes } from "node:crypto";
import { MalformedReplyError } from "../malformed-reply";
import {
  type Challenge,
  ntlmMarker,
  offeredFlags,
  pairIds,
  pairValue,
  readChallenge,
  type TargetPair,
  writeTargetInfo,
} from "./challenge";
import { hmacMd5, Rc4 } from "./legacy-crypto";
import { respond, responseKey, utf16 } from "./response";
import { NtlmSession } from "./session";

/** Who logs on, and to what. */
export interface NtlmClientOptions extends NtlmAccount {
  readonly password: string;
  /** The service name that the answer is bound to, such as `HTTP/vpn01.example.net`. */
  readonly targetName?: string | undefined;
  /** Under TLS: the 16 bytes of `channelBinding`. */
  readonly channelBinding?: Buffer | undefined;
  /** Source of random bytes; node:crypto's by default. */
  readonly randomBytes?: (count: number) => Buffer;
  /** Milliseconds since 1970, asked only if the server sends no time of its own. */
  readonly now?: () => number;
}

/** The last message of a handshake, and the session that both sides then share. */
export interface NtlmAuthentication {
  readonly message: Buffer;
  readonly session: NtlmSession;
}

// A version must be sent: some servers misread messages without one. 10.0.17763, NTLM revision 15.
const version = Buffer.from([10, 0, 0x63, 0x45, 0, 0, 0, 15]);
const micStart = 72;
const micLength = 16;

/** The client's side of one NTLMv2 handshake on one connection (MS-NLMP). Pure but for its random bytes and its clock. */
export class NtlmClient {
  readonly #options: NtlmClientOptions;
  readonly #negotiate = negotiateMessage();

  constructor(options: NtlmClientOptions) {
    this.#options = options;
  }

  /** The first message. */
  negotiate(): Buffer {
    return this.#negotiate;
  }

  /**
   * Answers the challenge, raw or inside a SPNEGO token.
   * @throws MalformedReplyError if it is no challenge, or agrees to less than sealing needs
   */
  authenticate(challenge: Buffer): NtlmAuthentication {
    const { password, user } = this.#options;
    const random = this.#options.randomBytes ?? randomBytes;
    const read = readChallenge(challenge);
    const timestamp = serverTime(read);
    const domain = this.#options.domain === "." ? computerName(read) : this.#options.domain;
    const response = respond({
      key: responseKey(user, domain, password),
      serverChallenge: read.serverChallenge,
      clientChallenge: random(8),
      time: timestamp ?? fileTime((this.#options.now ?? Date.now)()),
      targetInfo: writeTargetInfo(this.#targetPairs(read)),
      serverTime: timestamp !== undefined,
    });
    const exportedSessionKey = random(16);
    const message = authenticateMessage((read.flags & offeredFlags) >>> 0, [
      response.lm,
      response.nt,
      utf16(domain),
      utf16(user),
      Buffer.alloc(0),
      new Rc4(response.sessionBaseKey).apply(exportedSessionKey),
    ]);
    if (timestamp !== undefined) {
      hmacMd5(exportedSessionKey, this.#negotiate, read.message, message).copy(message, micStart);
    }
    return { message, session: new NtlmSession(exportedSessionKey) };
  }

  #targetPairs({ target }: Challenge): TargetPair[] {
    const ours: readonly number[] = [pairIds.flags, pairIds.targetName, pairIds.channelBindings];
    const { targetName, channelBinding } = this.#options;
    const pairs = target.filter(({ id }) => !ours.includes(id));
    const flags = Buffer.alloc(4);
    const said = pairValue(target, pairIds.flags);
    // Bit 2 promises the integrity code, which the server then demands.
    const promise = pairValue(target, pairIds.timestamp) === undefined ? 0 : 2;
    flags.writeUInt32LE(((said?.length === 4 ? said.readUInt32LE() : 0) | promise) >>> 0);
    if (promise !== 0 || said !== undefined) pairs.push({ id: pairIds.flags, value: flags });
    if (targetName !== undefined) pairs.push({ id: pairIds.targetName, value: utf16(targetName) });
    if (channelBinding !== undefined) pairs.push({ id: pairIds.channelBindings, value: channelBinding });
    return pairs;
  }
}

function negotiateMessage(): Buffer {
  const message = Buffer.alloc(40);
  ntlmMarker.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(offeredFlags, 12);
  // Neither domain nor workstation: both fields are empty and point at the end.
  message.writeUInt32LE(40, 20);
  message.writeUInt32LE(40, 28);
  version.copy(message, 32);
  return message;
}

// The fields, in the order of their descriptors: LM, NT, domain, user, workstation, encrypted session key.
function authenticateMessage(flags: number, fields: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(micStart + micLength);
  ntlmMarker.copy(header);
  header.writeUInt32LE(3, 8);
  let offset = header.length;
  fields.forEach((field, index) => {
    if (field.length > 0xffff) {
      throw new MalformedReplyError("the NTLM challenge requires an answer that is too long");
    }
    const at = 12 + 8 * index;
    header.writeUInt16LE(field.length, at);
    header.writeUInt16LE(field.length, at + 2);
    header.writeUInt32LE(offset, at + 4);
    offset += field.length;
  });
  header.writeUInt32LE(flags, 60);
  version.copy(header, 64);
  return Buffer.concat([header, ...fields]);
}

function serverTime({ target }: Challenge): Buffer | undefined {
  const value = pairValue(target, pairIds.timestamp);
  return value?.length === 8 ? value : undefined;
}

function computerName({ target }: Challenge): string {
  return pairValue(target, pairIds.computerName)?.toString("utf16le") ?? "";
}

/** Milliseconds since 1970 as Windows' 100 ns steps since 1601, little-endian. */
function fileTime(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE((BigInt(Math.floor(milliseconds)) + 11_644_473_600_000n) * 10_000n);
  return bytes;
}

/** An account in the two parts that NTLM sends. */
export interface NtlmAccount {
  /** Empty where the user names none; `.` stands for the host itself. */
  readonly domain: string;
  readonly user: string;
}

/** Splits `DOMAIN\user`; `user@domain` and a bare name go as they are, and the host finds the domain. */
export function splitAccount(name: string): NtlmAccount {
  const at = name.indexOf("\\");
  return at < 0 ? { domain: "", user: name } : { domain: name.slice(0, at), user: name.slice(at + 1) };
}
