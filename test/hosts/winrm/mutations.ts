/** Numbers from 0 up to a limit that is not reached, the same ones for the same seed (a 32-bit generator by shifts). */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(limit, 1);
  };
}

// Pieces at which readers of these formats stumble.
const pieces = [
  ..."<>&\"'/=:;-\r\n\t\0 ",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "<!DOCTYPE a>",
  "<?x?>",
  "</",
  "/>",
  "&amp;",
  "&#0;",
  "&x;",
  "xmlns",
  "xmlns:s=''",
  "s:",
  "Body",
  "Fault",
  "Code=",
  "Length=",
  "99999999999",
  "-1",
  "--",
  "--Encrypted Boundary--\r\n",
  "NTLMSSP\0",
  "\x7f\xff",
  "\xff\xff\xff\xff",
  "\xc3",
  "\xed\xa0\x80",
  "\xf4\x90\x80\x80",
].map((piece) => Buffer.from(piece, "latin1"));

/** The bytes with one to six changes: flipped, cut out, moved, doubled, cut off, or with something put in. */
export function mutated(bytes: Buffer, random: (limit: number) => number): Buffer {
  let changed = bytes;
  for (let left = 1 + random(6); left > 0; left--) changed = changedOnce(changed, random);
  return changed;
}

function changedOnce(bytes: Buffer, random: (limit: number) => number): Buffer {
  const from = random(bytes.length + 1);
  const to = Math.min(bytes.length, from + random(random(4) === 0 ? bytes.length : 20));
  const [before, part, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  switch (random(7)) {
    case 0:
      return Buffer.concat([before, part.map((byte) => byte ^ (1 << random(8))), after]);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, part, part, after]);
    case 3:
      return Buffer.concat([after, part, before]);
    case 4:
      return random(5) === 0 ? before : Buffer.concat([before, part.map(() => random(256)), after]);
    case 5:
      return Buffer.concat([before, Buffer.alloc(random(2_000), part.length === 0 ? 0 : part), after]);
    default:
      return Buffer.concat([before, pieces[random(pieces.length)] ?? part, after]);
  }
}
