import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";

/** Where a VPN server listens, and how long it has to answer. */
export interface IkeServer {
  readonly host: string;
  readonly port?: number;
  readonly timeoutSeconds?: number;
}

/** What Windows offers for L2TP: encryption (7 is AES, 5 is 3DES), key bits, Diffie-Hellman group; always SHA-1 and a pre-shared key. */
const offers = [
  [7, 256, 20],
  [7, 128, 19],
  [7, 256, 14],
  [5, undefined, 14],
  [5, undefined, 2],
] as const;

/** Windows' own, RFC 3947 and its draft 02: some servers answer nobody else. */
const vendors = [
  "1e2b516905991c7d7c96fcbfb587e46100000009",
  "4a131c81070358455c5728f20e95452f",
  "90cb80913ebb696e086381b5ec427b1f",
];

/**
 * Whether a server answers the first message of an L2TP/IPsec connection: its IKE service is there, and takes what Windows offers. No name and
 * no key is sent. Ask your own server only, and not more often than every half minute: each answer leaves a half-open connection for a while.
 */
export async function answersIke({ host, port = 500, timeoutSeconds = 7 }: IkeServer): Promise<boolean> {
  const cookie = randomBytes(8);
  const message = firstMessage(cookie);
  const socket = createSocket("udp4");
  try {
    return await new Promise<boolean>((resolve) => {
      const send = () => socket.send(message, port, host, (fault) => fault && resolve(false));
      // A datagram may be lost: the same one goes out three times.
      const sendings = [1_000, 3_000].map((after) => setTimeout(send, after));
      const limit = setTimeout(resolve, timeoutSeconds * 1_000, false);
      socket.on("error", () => resolve(false));
      socket.on("message", (answer) => {
        if (!answer.subarray(0, 8).equals(cookie)) return;
        // Main mode with an association that was chosen; anything else is a refusal.
        resolve(answer.length > 28 && answer[16] === 1 && answer[18] === 2);
      });
      socket.on("close", () => [...sendings, limit].forEach(clearTimeout));
      send();
    });
  } finally {
    socket.close();
  }
}

function firstMessage(cookie: Buffer): Buffer {
  const transforms = offers.map(([encryption, bits, group], at) => {
    const key = bits === undefined ? [] : [attribute(14, bits)];
    const life = [attribute(11, 1), Buffer.from("000c000400007080", "hex")];
    const chosen = [attribute(1, encryption), ...key, attribute(2, 2), attribute(4, group), attribute(3, 1)];
    return payload(at + 1 < offers.length ? 3 : 0, [Buffer.from([at + 1, 1, 0, 0]), ...chosen, ...life]);
  });
  const proposal = payload(0, [Buffer.from([1, 1, 0, offers.length]), ...transforms]);
  const association = payload(13, [Buffer.from("0000000100000001", "hex"), proposal]);
  const ids = vendors.map((id, at) => payload(at + 1 < vendors.length ? 13 : 0, [Buffer.from(id, "hex")]));
  const body = Buffer.concat([association, ...ids]);
  const header = Buffer.alloc(28);
  cookie.copy(header);
  // The first payload, version 1.0, main mode.
  header.set([1, 0x10, 2], 16);
  header.writeUInt32BE(header.length + body.length, 24);
  return Buffer.concat([header, body]);
}

/** A payload, with the type of the one after it. */
function payload(next: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.from([next, 0, 0, 0]);
  head.writeUInt16BE(head.length + body.length, 2);
  return Buffer.concat([head, body]);
}

function attribute(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(0x8000 | type, 0);
  bytes.writeUInt16BE(value, 2);
  return bytes;
}
