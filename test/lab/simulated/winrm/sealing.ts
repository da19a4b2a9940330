import { createHash, createHmac } from "node:crypto";

/** RC4, whose key stream runs on from call to call. */
export class KeyStream {
  private readonly box = Uint8Array.from({ length: 256 }, (_, at) => at);
  private i = 0;
  private j = 0;

  constructor(key: Buffer) {
    for (let at = 0, other = 0; at < 256; at++) {
      other = (other + this.at(at) + (key[at % key.length] ?? 0)) & 255;
      this.swap(at, other);
    }
  }

  apply(data: Buffer): Buffer {
    return Buffer.from(data.map((byte) => byte ^ this.next()));
  }

  private next(): number {
    this.i = (this.i + 1) & 255;
    this.j = (this.j + this.at(this.i)) & 255;
    this.swap(this.i, this.j);
    return this.at((this.at(this.i) + this.at(this.j)) & 255);
  }

  private at(index: number): number {
    return this.box[index] ?? 0;
  }

  private swap(one: number, other: number): void {
    [this.box[one], this.box[other]] = [this.at(other), this.at(one)];
  }
}

type Way = "client-to-server" | "server-to-client";

/** One way of a sealed NTLM connection: MS-NLMP 3.4.4.2, extended session security with 128 bits and key exchange. */
class SealedWay {
  private sequence = 0;
  private readonly signKey: Buffer;
  private readonly stream: KeyStream;

  constructor(sessionKey: Buffer, way: Way) {
    const derived = (what: string) =>
      createHash("md5")
        .update(sessionKey)
        .update(`session key to ${way} ${what} key magic constant\0`)
        .digest();
    this.signKey = derived("signing");
    this.stream = new KeyStream(derived("sealing"));
  }

  code(data: Buffer): Buffer {
    return this.stream.apply(data);
  }

  /** The signature of the next message, given in clear. */
  signature(clear: Buffer): Buffer {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(this.sequence++);
    const sum = createHmac("md5", this.signKey).update(number).update(clear).digest().subarray(0, 8);
    return Buffer.concat([Buffer.from([1, 0, 0, 0]), this.stream.apply(sum), number]);
  }
}

/** The server's end of a sealed NTLM connection. */
export class ServerSealing {
  private readonly incoming: SealedWay;
  private readonly outgoing: SealedWay;

  constructor(sessionKey: Buffer) {
    this.incoming = new SealedWay(sessionKey, "client-to-server");
    this.outgoing = new SealedWay(sessionKey, "server-to-client");
  }

  seal(clear: Buffer): { signature: Buffer; sealed: Buffer } {
    const sealed = this.outgoing.code(clear);
    return { signature: this.outgoing.signature(clear), sealed };
  }

  /** Throws if the signature is not that of the next message. */
  unseal(signature: Buffer, sealed: Buffer): Buffer {
    const clear = this.incoming.code(sealed);
    if (!this.incoming.signature(clear).equals(signature)) throw new Error("the signature is wrong");
    return clear;
  }
}
