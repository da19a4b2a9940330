import { createHash, createHmac } from "node:crypto";

import md4Library = require("js-md4");

/** MD4 (RFC 1320), 16 bytes. Node's own went with OpenSSL 3. */
export function md4(message: Buffer): Buffer {
  return Buffer.from(md4Library.arrayBuffer(new Uint8Array(message)));
}

/** MD5 (RFC 1321) of the parts in a row, 16 bytes. */
export function md5(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** HMAC-MD5 (RFC 2104) of the parts in a row, 16 bytes. */
export function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac("md5", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Whether this process has the digests that NTLM needs: a Node in FIPS mode has no MD5. */
export function isNtlmPossible(): boolean {
  try {
    return hmacMd5(Buffer.alloc(16), md5(Buffer.alloc(0))).length === 16;
  } catch {
    return false;
  }
}
