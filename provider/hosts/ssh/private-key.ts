import type { ParsedKey } from "ssh2";
import type { SecretSource } from "../connection";
import { credentialFault } from "../secret-reader";
import { loadSsh2 } from "./library";

/** A secret's text, and where it came from, for messages. */
export interface SecretText {
  readonly text: string;
  readonly source: SecretSource;
}

/**
 * A private key in any of the forms the SSH library reads: OpenSSH's, PEM (PKCS#1, SEC 1), PuTTY's.
 * Throws CredentialUnavailableError naming `privateKey` or `passphrase`, whichever is at fault, with this prefix, never the content.
 */
export function parsePrivateKey(
  prefix: string,
  privateKey: SecretText,
  passphrase: SecretText | undefined,
): ParsedKey {
  const fault = (problem: string, hint: string) =>
    credentialFault(`${prefix}privateKey`, privateKey.source, problem, hint);
  const parsed = loadSsh2().utils.parseKey(privateKey.text, passphrase?.text);
  if (!(parsed instanceof Error)) {
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key?.isPrivateKey()) return key;
    throw fault("is a public key", "Give the private half, without .pub.");
  }
  // The parser's message is only looked at, never passed on: some of them quote what could not be read.
  if (passphrase === undefined && /encrypted/i.test(parsed.message)) {
    throw fault("is encrypted", "Give its passphrase.");
  }
  const hint = "Give an OpenSSH or PEM private key; a path is written { file: … }.";
  if (!looksLikeKey(privateKey.text)) throw fault("is not a private key", hint);
  if (passphrase === undefined) {
    throw fault("is a private key in a form that cannot be read", hint);
  }
  throw credentialFault(
    `${prefix}passphrase`,
    passphrase.source,
    `does not open ${prefix}privateKey`,
    "Check the passphrase; if it is right, the key may be damaged.",
  );
}

function looksLikeKey(text: string): boolean {
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text) || text.trim().startsWith("PuTTY-User-Key-File");
}
