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
