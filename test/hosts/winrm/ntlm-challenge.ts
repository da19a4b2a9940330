import {
  ntlmMarker,
  offeredFlags,
  type TargetPair,
  writeTargetInfo,
} from "../../../provider/hosts/winrm/ntlm/challenge";

/** A challenge as a server would write it, with its name before its pairs. */
export function challengeMessage(
  pairs: readonly TargetPair[],
  flags = offeredFlags,
  serverChallenge = Buffer.from("0123456789abcdef", "hex"),
): Buffer {
  const name = Buffer.from("Server", "utf16le");
  const info = writeTargetInfo(pairs);
  const header = Buffer.alloc(56);
  ntlmMarker.copy(header);
  header.writeUInt32LE(2, 8);
  writeField(header, 12, name.length, header.length);
  header.writeUInt32LE(flags, 20);
  serverChallenge.copy(header, 24);
  writeField(header, 40, info.length, header.length + name.length);
  return Buffer.concat([header, name, info]);
}

/** A pair whose value is text. */
export function textPair(id: number, text: string): TargetPair {
  return { id, value: Buffer.from(text, "utf16le") };
}

/** The bytes that a field's descriptor at this place points at. */
export function fieldAt(message: Buffer, at: number): Buffer {
  const start = message.readUInt32LE(at + 4);
  return message.subarray(start, start + message.readUInt16LE(at));
}

function writeField(header: Buffer, at: number, length: number, start: number): void {
  header.writeUInt16LE(length, at);
  header.writeUInt16LE(length, at + 2);
  header.writeUInt32LE(start, at + 4);
}
