import { timingSafeEqual } from "node:crypto";
import { MalformedReplyError } from "../malformed-reply";
import { hmacMd5, md5, Rc4 } from "./legacy-crypto";

/** Bytes of a signature: version 1, eight check bytes, sequence number. */
export const signatureLength = 16;

/** A sealed message and the signature that goes before it. */
export interface SealedMessage {
  readonly signature: Buffer;
  readonly sealed: Buffer;
}

/**
 * Sealing and unsealing on one authenticated connection (MS-NLMP 3.4, extended session security, 128 bit, key
 * exchange). The key streams and sequence numbers run on for the life of the connection: messages must be given in the
 * order in which they go over it, and a session is of no use on any other connection.
 */
export class NtlmSession {
  readonly #outward: Direction;
  readonly #inward: Direction;
  #broken = false;

  /**
   * @param exportedSessionKey 16 bytes, shared with the peer
   * @param side whose messages `seal` makes
   */
  constructor(exportedSessionKey: Buffer, side: "client" | "server" = "client") {
    const toServer = direction(exportedSessionKey, "client-to-server");
    const toClient = direction(exportedSessionKey, "server-to-client");
    [this.#outward, this.#inward] = side === "client" ? [toServer, toClient] : [toClient, toServer];
  }

  /** Seals the next outgoing message. */
  seal(plain: Buffer): SealedMessage {
    // The check bytes continue the key stream after the data, so the order of these two lines matters.
    const sealed = this.#outward.stream.apply(plain);
    return { signature: sign(this.#outward, plain), sealed };
  }

  /**
   * Opens the next incoming message.
   * @throws MalformedReplyError if it was changed on the way, is not the next one, or an earlier one was refused
   */
  unseal(signature: Buffer, sealed: Buffer): Buffer {
    if (this.#broken)
      throw new MalformedReplyError("a sealed reply arrived after one with a wrong signature");
    const plain = this.#inward.stream.apply(sealed);
    const expected = sign(this.#inward, plain);
    if (signature.length !== signatureLength || !timingSafeEqual(signature, expected)) {
      this.#broken = true;
      throw new MalformedReplyError(
        "the signature of a sealed reply is wrong: it was altered in transit, sent twice, or meant for another connection",
      );
    }
    return plain;
  }
}

interface Direction {
  readonly signKey: Buffer;
  readonly stream: Rc4;
  sequence: number;
}

function direction(key: Buffer, name: "client-to-server" | "server-to-client"): Direction {
  return {
    signKey: md5(key, Buffer.from(`session key to ${name} signing key magic constant\0`, "latin1")),
    stream: new Rc4(md5(key, Buffer.from(`session key to ${name} sealing key magic constant\0`, "latin1"))),
    sequence: 0,
  };
}

function sign(direction: Direction, plain: Buffer): Buffer {
  const sequence = Buffer.alloc(4);
  sequence.writeUInt32LE(direction.sequence);
  direction.sequence = (direction.sequence + 1) >>> 0;
  const check = direction.stream.apply(hmacMd5(direction.signKey, sequence, plain).subarray(0, 8));
  return Buffer.concat([Buffer.from([1, 0, 0, 0]), check, sequence]);
}
