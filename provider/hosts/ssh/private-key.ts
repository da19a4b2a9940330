import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import type { ParsedKey } from "ssh2";
import { codeOf } from "../failure-texts";
import { faultOf, type SourcedText } from "../secret-reader";
import { digest } from "../transport";
import { bytesOf, type EndlessWork, endlessBcrypt, endlessPkcs8 } from "./key-derivation";
import { readKeyText } from "./key-text";
import { loadSsh2 } from "./library";
import { readPuttyKey, string } from "./putty-key";

/** Parsing a key takes milliseconds, with a passphrase more, and many hosts share one. The oldest goes first. */
const parsedKeys = new Map<string, ParsedKey>();
const mostParsedKeys = 64;

/**
 * A private key in OpenSSH's form, PKCS#8, PKCS#1, SEC 1, or PuTTY's versions 2 and 3.
 * Throws CredentialUnavailableError naming `privateKey` or `passphrase`, whichever is at fault, never the content.
 */
export function parsePrivateKey(privateKey: SourcedText, passphrase: SourcedText | undefined): ParsedKey {
  const name = digest([privateKey.text, passphrase?.text]);
  const key = parsedKeys.get(name) ?? parseOnce(privateKey, passphrase);
  parsedKeys.delete(name);
  parsedKeys.set(name, key);
  const [oldest] = parsedKeys.keys();
  if (parsedKeys.size > mostParsedKeys && oldest !== undefined) parsedKeys.delete(oldest);
  return key;
}

function parseOnce(privateKey: SourcedText, passphrase: SourcedText | undefined): ParsedKey {
  const key = readKeyText(privateKey.text);
  if (key.form === "none") throw faultOf(privateKey, key.fault, key.hint);
  if (key.form === "pkcs8") return parsePkcs8(key.text, privateKey, passphrase);
  if (key.form === "putty own") return parsePutty(key.text, privateKey, passphrase);
  const encrypted = isEncrypted(key.form, key.text);
  if (encrypted === undefined) throw isDamaged(privateKey);
  // The library takes a key that is not encrypted for one that the passphrase does not open.
  const given = encrypted ? passphrase : undefined;
  if (given !== undefined && key.form === "openssh") refuseEndless(endlessBcrypt(key.text), privateKey);
  const parsed = loadSsh2().utils.parseKey(key.text, given?.text);
  const only = Array.isArray(parsed) ? parsed[0] : parsed;
  if (only !== undefined && !(only instanceof Error)) return only;
  // The parser's message is only looked at, never passed on: some of them quote what could not be read.
  const said = only?.message ?? "";
  if (/^Unsupported (?:cipher|kdf|number of keys|OpenSSH private key type|private key EC)/.test(said)) {
    throw faultOf(privateKey, "is a private key of an unsupported type", supportedTypes);
  }
  if (given !== undefined) throw doesNotDecrypt(privateKey, given);
  if (encrypted) throw needsPassphrase(privateKey);
  throw isDamaged(privateKey);
}

const supportedTypes = "Use an RSA, ECDSA (P-256, P-384, P-521) or Ed25519 key.";

/** Whether the key says itself that a passphrase protects it; undefined where it is too damaged to say. */
function isEncrypted(form: "openssh" | "pem" | "putty", text: string): boolean | undefined {
  if (form === "putty") return !/^Encryption: none$/m.test(text);
  if (form === "pem") return /^Proc-Type: 4,ENCRYPTED$/m.test(text);
  // After the magic comes the name of the cipher, with its length before it (PROTOCOL.key).
  const [, cipher] =
    /^openssh-key-v1\0\0\0\0[\s\S]([a-z0-9@.-]+)/.exec(bytesOf(text).toString("latin1")) ?? [];
  return cipher === undefined ? undefined : !cipher.startsWith("none");
}

function parsePkcs8(text: string, privateKey: SourcedText, passphrase: SourcedText | undefined): ParsedKey {
  if (passphrase !== undefined) refuseEndless(endlessPkcs8(text), privateKey);
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: text, format: "pem", passphrase: passphrase?.text });
  } catch (error) {
    if (!text.startsWith("-----BEGIN ENCRYPTED")) throw isDamaged(privateKey);
    throw passphrase === undefined || codeOf(error) === "ERR_MISSING_PASSPHRASE"
      ? needsPassphrase(privateKey)
      : doesNotDecrypt(privateKey, passphrase);
  }
  return forLibrary(key, privateKey);
}

function parsePutty(text: string, privateKey: SourcedText, passphrase: SourcedText | undefined): ParsedKey {
  const reading = readPuttyKey(text, passphrase?.text);
  switch (reading.state) {
    case "read":
      return forLibrary(reading.key, privateKey);
    case "locked":
      throw needsPassphrase(privateKey);
    case "refused":
      throw passphrase === undefined ? isDamaged(privateKey) : doesNotDecrypt(privateKey, passphrase);
    case "damaged":
      throw faultOf(
        privateKey,
        "is a damaged private key",
        "Compare it with the original, or load it in PuTTYgen.",
      );
    case "unsupported":
      throw faultOf(privateKey, "is a private key of an unsupported type", supportedTypes);
    case "unusable":
      throw faultOf(privateKey, reading.problem, reading.hint);
  }
}

function forLibrary(key: KeyObject, privateKey: SourcedText): ParsedKey {
  const pem = inFormOfLibrary(key);
  const parsed = pem === undefined ? undefined : loadSsh2().utils.parseKey(pem);
  if (parsed !== undefined && !(parsed instanceof Error)) return parsed;
  throw faultOf(privateKey, "is a private key of an unsupported type", supportedTypes);
}

/** The same key in a form that the SSH library reads, which PKCS#8 is not; undefined for types that SSH has no use for. */
function inFormOfLibrary(key: KeyObject): string | undefined {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return key.export({ type: "pkcs1", format: "pem" }).toString();
    case "ec":
      return key.export({ type: "sec1", format: "pem" }).toString();
    case "ed25519":
      return opensshEd25519(key);
    default:
      return undefined;
  }
}

/** OpenSSH's own form, not encrypted (PROTOCOL.key): the only one that Ed25519 has in the SSH library. */
function opensshEd25519(key: KeyObject): string {
  const { d = "" } = key.export({ format: "jwk" });
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  const secret = Buffer.from(d, "base64url");
  const point = Buffer.from(x, "base64url");
  const type = string("ssh-ed25519");
  const publicKey = Buffer.concat([type, string(point)]);
  const check = randomBytes(4);
  const body = Buffer.concat([check, check, publicKey, string(Buffer.concat([secret, point])), string("")]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (body.length % 8)) % 8);
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...[string("none"), string("none"), string("")],
    Buffer.from([0, 0, 0, 1]),
    string(publicKey),
    string(Buffer.concat([body, padding])),
  ]);
  const lines = whole.toString("base64").replace(/.{1,70}/g, "$&\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----`;
}

function refuseEndless(work: EndlessWork | undefined, privateKey: SourcedText): void {
  if (work !== undefined) throw faultOf(privateKey, work.problem, work.hint);
}

function needsPassphrase(privateKey: SourcedText): Error {
  return faultOf(privateKey, "is encrypted", "Set passphrase.");
}

function doesNotDecrypt(privateKey: SourcedText, passphrase: SourcedText): Error {
  return faultOf(
    passphrase,
    `does not decrypt ${privateKey.property}`,
    "Check the passphrase; if it is correct, the key may be damaged.",
  );
}

function isDamaged(privateKey: SourcedText): Error {
  return faultOf(
    privateKey,
    "is a damaged private key",
    "Compare it with the original: a line may be missing or changed. `ssh-keygen -y -f FILE` reads a key that is whole.",
  );
}
