import assert from "node:assert/strict";
import type { ParsedKey } from "ssh2";
import { CredentialUnavailableError } from "../../../provider/errors";
import type { SourcedText } from "../../../provider/hosts/secret-reader";
import { parsePrivateKey } from "../../../provider/hosts/ssh/private-key";

/** A text that came from a file. */
export function given(text: string, property = "privateKey", file = "canary"): SourcedText {
  return { text, property, source: { file } };
}

/** The key behind a text. */
export function parse(text: string, secret?: string, file?: string): ParsedKey {
  const passphrase = secret === undefined ? undefined : given(secret, "passphrase", file);
  const key = parsePrivateKey(given(text, "privateKey", file), passphrase);
  assert.equal(key.isPrivateKey(), true);
  return key;
}

/** The key in the form in which SSH servers know it. */
export function read(text: string, secret?: string): string {
  return parse(text, secret).getPublicSSH().toString("base64");
}

/** Why a key is not read. */
export function refusal(text: string, secret?: string, file?: string): string {
  try {
    parse(text, secret, file);
  } catch (error) {
    assert.ok(error instanceof CredentialUnavailableError, String(error));
    return error.message;
  }
  return assert.fail("it was read");
}
