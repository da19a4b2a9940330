import { createHash, createHmac, randomBytes } from "node:crypto";
import { md4 } from "./md4";
import { KeyStream, ServerSealing } from "./sealing";

/** How strictly the channel binding is looked at: Windows' CbtHardeningLevel. */
export type BindingHardening = "none" | "relaxed" | "strict";

/** Who may log in, and what the server says of itself. */
export interface NtlmRealm {
  readonly computerName: string;
  readonly user: string;
  readonly password: string;
  /** The domain of the account; a local account, reached without a domain or with the computer's name by default. */
  readonly domain?: string;
  /** MD5 of the channel bindings where there is TLS. */
  readonly channelBinding?: Buffer;
  readonly hardening: BindingHardening;
  /** What is taken off the flags of the challenge, as a downgrade would. */
  readonly withheldFlags?: number;
}

const flags = {
  unicode: 0x1,
  sign: 0x10,
  seal: 0x20,
  extendedSecurity: 0x80000,
  key128: 0x20000000,
  keyExchange: 0x40000000,
};
const demanded = Object.values(flags).reduce((sum, flag) => (sum | flag) >>> 0);
/** What an untouched Windows Server says: the demanded ones, NTLM, always sign, target info and type, version, 56 bits. */
const offered = (demanded | 0x80000000 | 0x02000000 | 0x00800000 | 0x00020000 | 0x8000 | 0x200 | 0x4) >>> 0;

/** The accepting side of NTLMv2 for one connection, after MS-NLMP; each refusal says why, for tests only. */
export class NtlmAcceptor {
  private readonly challengeBytes = randomBytes(8);
  private negotiateMessage = Buffer.alloc(0);
  private challengeMessage = Buffer.alloc(0);

  constructor(private readonly realm: NtlmRealm) {}

  /** NEGOTIATE in, CHALLENGE out. Throws if it is no NEGOTIATE or offers less than sealing needs. */
  challenge(negotiate: Buffer): Buffer {
    expectMessage(negotiate, 1);
    const wanted = negotiate.readUInt32LE(12);
    if ((wanted & demanded) >>> 0 !== demanded) throw new Error("NEGOTIATE offers too little");
    this.negotiateMessage = Buffer.from(negotiate);
    const { computerName, domain = computerName } = this.realm;
    const target = wide(domain);
    const info = Buffer.concat([
      pair(2, target),
      pair(1, wide(computerName)),
      pair(4, wide(domain.toLowerCase())),
      pair(3, wide(computerName.toLowerCase())),
      pair(7, fileTime()),
      pair(0, Buffer.alloc(0)),
    ]);
    const head = Buffer.alloc(56);
    head.write("NTLMSSP\0", "latin1");
    head.writeUInt32LE(2, 8);
    writeField(head, 12, target.length, 56);
    head.writeUInt32LE((offered & ~(this.realm.withheldFlags ?? 0)) >>> 0, 20);
    this.challengeBytes.copy(head, 24);
    writeField(head, 40, info.length, 56 + target.length);
    Buffer.from([10, 0, 0x63, 0x45, 0, 0, 0, 15]).copy(head, 48);
    this.challengeMessage = Buffer.concat([head, target, info]);
    return this.challengeMessage;
  }

  /** AUTHENTICATE in, a session out. Throws with the reason if the login is refused. */
  accept(authenticate: Buffer): ServerSealing {
    expectMessage(authenticate, 3);
    if (this.challengeMessage.length === 0) throw new Error("AUTHENTICATE without a challenge");
    const response = field(authenticate, 20);
    const domain = field(authenticate, 28).toString("utf16le");
    const user = field(authenticate, 36).toString("utf16le");
    this.expectAccount(domain, user);
    if (response.length < 44 + 4) throw new Error("not NTLMv2");
    const responseKey = hmac(md4(wide(this.realm.password)), wide(upper(user) + domain));
    const proof = response.subarray(0, 16);
    const blob = response.subarray(16);
    if (!hmac(responseKey, this.challengeBytes, blob).equals(proof)) throw new Error("wrong password");
    const pairs = readPairs(blob.subarray(28));
    this.expectBinding(pairs.get(10));
    const sessionKey = new KeyStream(hmac(responseKey, proof)).apply(field(authenticate, 52));
    if (sessionKey.length !== 16) throw new Error("no session key");
    this.expectIntegrity(authenticate, pairs.get(6), sessionKey);
    return new ServerSealing(sessionKey);
  }

  private expectAccount(domain: string, user: string): void {
    const { computerName } = this.realm;
    const known = this.realm.domain === undefined ? ["", computerName] : [this.realm.domain];
    const names = [this.realm.user];
    if (this.realm.domain !== undefined && domain === "") {
      known.push("");
      names.splice(0, 1, `${this.realm.user}@${this.realm.domain}`);
    }
    if (!known.some((name) => upper(name) === upper(domain))) throw new Error(`unknown domain "${domain}"`);
    if (!names.some((name) => upper(name) === upper(user))) throw new Error(`unknown user "${user}"`);
  }

  private expectBinding(sent: Buffer | undefined): void {
    const { channelBinding, hardening } = this.realm;
    if (channelBinding === undefined || hardening === "none") return;
    // All zeros stand for none: MS-NLMP 3.1.5.1.2.
    const none = sent === undefined || sent.equals(Buffer.alloc(16));
    if (none && hardening === "strict") throw new Error("no channel binding");
    if (!none && !sent.equals(channelBinding)) throw new Error("wrong channel binding");
  }

  private expectIntegrity(authenticate: Buffer, avFlags: Buffer | undefined, sessionKey: Buffer): void {
    if (((avFlags?.readUInt32LE(0) ?? 0) & 2) === 0)
      throw new Error("no MIC though the challenge had a time");
    const blank = Buffer.from(authenticate);
    blank.fill(0, 72, 88);
    const code = hmac(sessionKey, this.negotiateMessage, this.challengeMessage, blank);
    if (!code.equals(authenticate.subarray(72, 88))) throw new Error("wrong MIC");
  }
}

/** MD5 of the channel bindings "tls-server-end-point" (RFC 5929) of a certificate whose signature uses SHA-256. */
export function channelBindingOf(certificate: Buffer): Buffer {
  const prefix = Buffer.from("tls-server-end-point:");
  const data = Buffer.concat([prefix, createHash("sha256").update(certificate).digest()]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return createHash("md5").update(head).update(data).digest();
}

function expectMessage(token: Buffer, type: number): void {
  const smallest = type === 1 ? 32 : 88;
  if (token.length < smallest || token.toString("latin1", 0, 8) !== "NTLMSSP\0") throw new Error("no NTLM");
  if (token.readUInt32LE(8) !== type) throw new Error(`NTLM message ${token.readUInt32LE(8)}, not ${type}`);
}

function field(token: Buffer, at: number): Buffer {
  const [length, offset] = [token.readUInt16LE(at), token.readUInt32LE(at + 4)];
  if (offset + length > token.length) throw new Error("a field ends behind the message");
  return token.subarray(offset, offset + length);
}

function writeField(head: Buffer, at: number, length: number, offset: number): void {
  head.writeUInt16LE(length, at);
  head.writeUInt16LE(length, at + 2);
  head.writeUInt32LE(offset, at + 4);
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function readPairs(data: Buffer): Map<number, Buffer> {
  const pairs = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= data.length; ) {
    const [id, length] = [data.readUInt16LE(at), data.readUInt16LE(at + 2)];
    if (id === 0) return pairs;
    if (at + 4 + length > data.length) break;
    pairs.set(id, data.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  throw new Error("the AV pairs have no end");
}

function fileTime(): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE((BigInt(Date.now()) + 11_644_473_600_000n) * 10_000n);
  return time;
}

function hmac(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  return parts.reduce((code, part) => code.update(part), createHmac("md5", key)).digest();
}

function wide(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}

/** Upper case as Windows makes it, one code unit for one. */
function upper(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text.charAt(at);
    return unit.toUpperCase().length === 1 ? unit.toUpperCase() : unit;
  }).join("");
}
