import { createHash, createHmac } from "node:crypto";

import { CredentialUnavailableError } from "../../../errors";

import md4Library = require("js-md4");

/** MD4 (RFC 1320), 16 bytes. Node's own went with OpenSSL 3. */
export function md4(message: Buffer): Buffer {
  return Buffer.from(md4Library.arrayBuffer(new Uint8Array(message)));
}

/** MD5 (RFC 1321) of the parts in a row, 16 bytes. @throws CredentialUnavailableError if this Node has none */
export function md5(...parts: readonly Buffer[]): Buffer {
  const hash = available(() => createHash("md5"));
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** HMAC-MD5 (RFC 2104) of the parts in a row, 16 bytes. @throws CredentialUnavailableError if this Node has none */
export function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const hmac = available(() => createHmac("md5", key));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

function available<T>(create: () => T): T {
  try {
    return create();
  } catch (cause) {
    throw new CredentialUnavailableError({
      operation: "log in by NTLM",
      problem: "this machine's Node has no MD5, which NTLM is made of: it runs in FIPS mode",
      hint: 'Use auth: "certificate", or run Pulumi with a Node that is not in FIPS mode.',
      cause,
    });
  }
}
