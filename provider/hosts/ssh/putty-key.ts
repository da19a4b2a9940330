import * as crypto from "node:crypto";
import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  type JsonWebKeyInput,
  type KeyObject,
} from "node:crypto";

/*
 * PuTTY's private keys (its manual, appendix C). The SSH library reads version 2 with RSA or DSA only.
 */

/** What came of reading one. */
export type PuttyReading =
  | { readonly state: "read"; readonly key: KeyObject }
  /** "locked": it needs a passphrase. "refused": the passphrase does not open it. */
  | { readonly state: "locked" | "refused" | "damaged" | "unsupported" }
  /** Its passphrase cannot be used: a clause, and what to do. */
  | { readonly state: "unusable"; readonly problem: string; readonly hint: string };

/** How to have PuTTY write a key that can be read everywhere. */
export const convertPuttyKey =
  "Convert it: `puttygen FILE.ppk -O private-openssh -o NEW`, or PuTTYgen's Conversions > Export OpenSSH key.";

/** Reads a key of version 2 or 3 whose lines have no blanks around them. */
export function readPuttyKey(text: string, passphrase: string | undefined): PuttyReading {
  const fields = fieldsOf(text);
  const [version, type] = ["3", "2"].flatMap((each) => {
    const name = fields.get(`PuTTY-User-Key-File-${each}`);
    return name === undefined ? [] : [each, name];
  });
  const encryption = fields.get("Encryption") ?? "";
  if (type === undefined || !/^(?:none|aes256-cbc)$/.test(encryption)) return { state: "unsupported" };
  const isLocked = encryption !== "none";
  const opened = isLocked ? open(version, fields, passphrase) : unlocked(version);
  if ("state" in opened) return opened;
  const { cipherKey, iv, mac, macKey } = opened;
  const publicBlob = Buffer.from(fields.get("Public-Lines") ?? "", "base64");
  const stored = Buffer.from(fields.get("Private-Lines") ?? "", "base64");
  if (isLocked && stored.length % 16 !== 0) return { state: "damaged" };
  const privateBlob = isLocked ? decrypted(stored, cipherKey, iv) : stored;
  const covered = [type, encryption, fields.get("Comment") ?? "", publicBlob, privateBlob].map(string);
  const expected = createHmac(mac, macKey).update(Buffer.concat(covered)).digest("hex");
  if (expected !== fields.get("Private-MAC")?.toLowerCase())
    return { state: isLocked ? "refused" : "damaged" };
  try {
    const key = keyOf(type, stringsIn(publicBlob), stringsIn(privateBlob));
    return key === undefined ? { state: "unsupported" } : { state: "read", key };
  } catch {
    return { state: "damaged" };
  }
}

/** The lines `Name: value`; a field of several lines is joined. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const [, name = "", value = ""] = /^([A-Za-z0-9-]+): ?(.*)$/.exec(lines[at] ?? "") ?? [];
    const count = name.endsWith("-Lines") ? Number(value) : 0;
    fields.set(name, count > 0 ? lines.slice(at + 1, at + 1 + count).join("") : value);
    at += count > 0 ? count : 0;
  }
  return fields;
}

/** What a passphrase is made into. */
interface Opened {
  readonly cipherKey: Buffer;
  readonly iv: Buffer;
  readonly mac: "sha1" | "sha256";
  readonly macKey: Buffer;
}

function open(
  version: string | undefined,
  fields: ReadonlyMap<string, string>,
  passphrase: string | undefined,
): Opened | PuttyReading {
  if (passphrase === undefined) return { state: "locked" };
  return version === "3" ? openVersion3(fields, passphrase) : openVersion2(passphrase);
}

function openVersion2(passphrase = ""): Opened {
  const sha1 = (...parts: readonly (string | Buffer)[]) =>
    parts.reduce((hash, part) => hash.update(part), createHash("sha1")).digest();
  const parts = [0, 1].map((nth) => sha1(Buffer.from([0, 0, 0, nth]), passphrase));
  return {
    cipherKey: Buffer.concat(parts).subarray(0, 32),
    iv: Buffer.alloc(16),
    mac: "sha1",
    macKey: sha1("putty-private-key-file-mac-key", passphrase),
  };
}

/** What a key is made into that no passphrase protects: its mark is a checksum then. */
function unlocked(version: string | undefined): Opened {
  return version === "3" ? { ...openVersion2(), mac: "sha256", macKey: Buffer.alloc(0) } : openVersion2();
}

/** The most memory times passes of Argon2, in KiB: some seconds. PuTTYgen takes 8,192 × 8 to 50. */
const mostArgon2Work = 2 ** 23;
const mostArgon2Memory = 2 ** 20;

function openVersion3(fields: ReadonlyMap<string, string>, passphrase: string): Opened | PuttyReading {
  const [memory, passes, parallelism] = ["Memory", "Passes", "Parallelism"].map((name) =>
    Number(fields.get(`Argon2-${name}`)),
  ) as [number, number, number];
  const work = memory * passes;
  if (!(work > 0 && parallelism > 0)) return { state: "damaged" };
  if (work > mostArgon2Work || memory > mostArgon2Memory) {
    const problem = `asks for ${work} KiB of work by Argon2, more than ${mostArgon2Work}`;
    return { state: "unusable", problem, hint: convertPuttyKey };
  }
  const argon2 = Reflect.get(crypto, "argon2Sync") as Argon2 | undefined;
  if (argon2 === undefined) {
    const problem = `is encrypted by way of Argon2, which Node.js has from 24.7 on (this is ${process.version})`;
    return { state: "unusable", problem, hint: convertPuttyKey };
  }
  const nonce = Buffer.from(fields.get("Argon2-Salt") ?? "", "hex");
  const name = (fields.get("Key-Derivation") ?? "").toLowerCase();
  try {
    const bytes = argon2(name, { message: passphrase, nonce, parallelism, memory, passes, tagLength: 80 });
    return {
      cipherKey: bytes.subarray(0, 32),
      iv: bytes.subarray(32, 48),
      mac: "sha256",
      macKey: bytes.subarray(48),
    };
  } catch {
    return { state: "damaged" };
  }
}

/** Of Node.js 24.7 and later. */
type Argon2 = (
  algorithm: string,
  options: {
    readonly message: string;
    readonly nonce: Buffer;
    readonly parallelism: number;
    readonly tagLength: number;
    readonly memory: number;
    readonly passes: number;
  },
) => Buffer;

function decrypted(stored: Buffer, key: Buffer, iv: Buffer): Buffer {
  const cipher = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(stored), cipher.final()]);
}

/** The key, or undefined for a type that SSH has no use for any more; throws where a part is missing. */
function keyOf(
  type: string,
  [, ...publicParts]: readonly Buffer[],
  privateParts: readonly Buffer[],
): KeyObject | undefined {
  const [first = missing(), second] = publicParts;
  if (type === "ssh-rsa") return rsaKey(first, second ?? missing(), privateParts);
  const [secret = missing()] = privateParts;
  if (type === "ssh-ed25519") {
    // As a number whose lowest byte comes first: the bytes that are zero at its end may be left out.
    const seed = Buffer.concat([secret, Buffer.alloc(32)]).subarray(0, 32);
    return createPrivateKey({ key: Buffer.concat([beforeSeed, seed]), format: "der", type: "pkcs8" });
  }
  const curve = { "ecdsa-sha2-nistp256": 32, "ecdsa-sha2-nistp384": 48, "ecdsa-sha2-nistp521": 66 }[type];
  if (curve === undefined) return undefined;
  const coordinates = (second ?? missing()).subarray(1);
  const [x = "", y = ""] = [coordinates.subarray(0, curve), coordinates.subarray(curve)].map(base64url);
  return fromJwk({
    kty: "EC",
    crv: `P-${type.slice(-3)}`,
    x,
    y,
    d: base64url(bytesOf(numberOf(secret), curve)),
  });
}

function rsaKey(
  e: Buffer,
  n: Buffer,
  [d = missing(), p = missing(), q = missing(), qi = missing()]: readonly Buffer[],
): KeyObject {
  const modulo = (prime: Buffer) => bytesOf(numberOf(d) % (numberOf(prime) - 1n));
  const parts = Object.entries({ e, n, d, p, q, qi, dp: modulo(p), dq: modulo(q) });
  const encoded = parts.map(([name, part]) => [name, base64url(bytesOf(numberOf(part)))]);
  return fromJwk({ kty: "RSA", ...Object.fromEntries(encoded) });
}

/** PKCS#8 of an Ed25519 key up to its 32 bytes (RFC 8410). */
const beforeSeed = Buffer.from("302e020100300506032b657004220420", "hex");

function fromJwk(jwk: JsonWebKeyInput["key"]): KeyObject {
  return createPrivateKey({ key: jwk, format: "jwk" });
}

function missing(): never {
  throw new Error("a part is missing");
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x0${bytes.toString("hex")}`);
}

/** Without zeros before it; with them up to a length. */
function bytesOf(number: bigint, length = 0): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(Math.max(length * 2, hex.length + (hex.length % 2)), "0"), "hex");
}

function base64url(bytes: Buffer): string {
  return bytes.toString("base64url");
}

/** A string of SSH (RFC 4251 section 5). */
export function string(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The strings that stand one after another, up to what is none: encryption leaves some bytes at the end. */
function stringsIn(bytes: Buffer): Buffer[] {
  const strings: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}
