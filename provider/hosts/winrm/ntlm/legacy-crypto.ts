import { createHash, createHmac } from "node:crypto";
import { CredentialUnavailableError } from "../../../errors";

// Called as a function it would ask Node's crypto, which has no MD4 any more; this method computes by itself.
const md4Library = require("js-md4") as { arrayBuffer(message: Uint8Array): ArrayBuffer };

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
      operation: "log in with NTLM",
      problem: "Node runs in FIPS mode on this machine and has no MD5, which NTLM needs",
      hint: 'Use auth: "certificate", or run Pulumi with a Node that is not in FIPS mode.',
      cause,
    });
  }
}

/** An RC4 key stream that runs on from call to call (RFC 6229 has vectors). Node's own went with OpenSSL 3. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  /** @param key 1 to 256 bytes */
  constructor(key: Buffer) {
    for (let i = 0, j = 0; i < 256; i++) {
      j = (j + this.#at(i) + (key[i % key.length] ?? 0)) & 0xff;
      this.#swap(i, j);
    }
  }

  /** The bytes combined with the next as many of the stream; the same for both directions. */
  apply(bytes: Buffer): Buffer {
    return Buffer.from(
      bytes.map((byte) => {
        this.#i = (this.#i + 1) & 0xff;
        this.#j = (this.#j + this.#at(this.#i)) & 0xff;
        this.#swap(this.#i, this.#j);
        return byte ^ this.#at((this.#at(this.#i) + this.#at(this.#j)) & 0xff);
      }),
    );
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #swap(a: number, b: number): void {
    const kept = this.#at(a);
    this.#state[a] = this.#at(b);
    this.#state[b] = kept;
  }
}
