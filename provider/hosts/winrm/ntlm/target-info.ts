import { MalformedReplyError } from "../malformed-reply";

/** Ids of the pairs that we read or write (MS-NLMP 2.2.2.1). */
export const pairIds = {
  end: 0,
  computerName: 1,
  flags: 6,
  timestamp: 7,
  targetName: 9,
  channelBindings: 10,
} as const;

/** One fact about the target: its id and its bytes. */
export interface TargetPair {
  readonly id: number;
  readonly value: Buffer;
}

/** Reads the list up to its end marker. @throws UnreadableReplyError if it does not fit its bytes */
export function readTargetInfo(bytes: Buffer): TargetPair[] {
  const pairs: TargetPair[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (id === pairIds.end) return pairs;
    pairs.push({ id, value: bytes.subarray(at + 4, end) });
    at = end;
  }
  if (bytes.length === 0) return pairs;
  throw new MalformedReplyError("the NTLM challenge describes its target in a list that does not end");
}

/** Writes the list and its end marker. */
export function writeTargetInfo(pairs: readonly TargetPair[]): Buffer {
  return Buffer.concat(
    [...pairs, { id: pairIds.end, value: Buffer.alloc(0) }].flatMap(({ id, value }) => {
      const header = Buffer.alloc(4);
      header.writeUInt16LE(id, 0);
      header.writeUInt16LE(value.length, 2);
      return [header, value];
    }),
  );
}

/** The value of the first pair with this id. */
export function pairValue(pairs: readonly TargetPair[], id: number): Buffer | undefined {
  return pairs.find((pair) => pair.id === id)?.value;
}
