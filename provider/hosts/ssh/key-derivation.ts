/*
 * A passphrase is turned into a key by as many rounds as the file says. A damaged file may hold any number, and nothing could end the work once it has
 * begun: it is looked at first.
 */

/** The most rounds of bcrypt that are carried out: about half a minute. ssh-keygen takes 16 or 24 by default. */
const mostBcryptRounds = 1_000;
/** The most of PBKDF2: some seconds. OpenSSL takes 2,048 by default. */
const mostPbkdf2Rounds = 5_000_000;
/** The most of scrypt's N × r × p: some seconds. OpenSSL takes 16,384 × 8 × 1 by default. */
const mostScryptWork = 2 ** 24;

/** Why a key's derivation is not carried out, as a clause, and what to do; undefined where its work has a bound. */
export interface EndlessWork {
  readonly problem: string;
  readonly hint: string;
}

/** The bytes between the lines of a PEM file. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text.replace(/-----[^-]*-----|\s/g, ""), "base64");
}

/** Of a key in OpenSSH's own form (PROTOCOL.key). */
export function endlessBcrypt(text: string): EndlessWork | undefined {
  const bytes = bytesOf(text);
  // Cipher, KDF, and the KDF's options: salt and rounds; each with its length before it.
  let at = "openssh-key-v1\0".length;
  for (let field = 0; field < 2; field++) at += 4 + uint32At(bytes, at);
  at += 4;
  at += 4 + uint32At(bytes, at);
  const rounds = uint32At(bytes, at);
  if (rounds <= mostBcryptRounds) return undefined;
  return {
    problem: `asks for ${rounds} rounds of bcrypt, more than ${mostBcryptRounds}`,
    hint: "The key may be damaged; one that is whole is written again with fewer by `ssh-keygen -p -a 16 -f FILE`.",
  };
}

/** 0 beyond the end. */
function uint32At(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
}

/** id-scrypt, 1.3.6.1.4.1.11591.4.11 (RFC 7914 section 7.1). */
const scrypt = "2b06010401da47040b";
/** Of an encrypted key in PKCS#8: EncryptedPrivateKeyInfo (RFC 5958), whose algorithm says how. */
export function endlessPkcs8(text: string): EndlessWork | undefined {
  const [algorithm] = elementsOf(elementsOf(bytesOf(text))[0]?.content);
  const found = algorithm === undefined ? undefined : parametersIn(algorithm.content, 0);
  if (found === undefined) return undefined;
  const { oid, numbers } = found;
  const work = oid === scrypt ? numbers.slice(0, 3).reduce((all, each) => all * each, 1) : (numbers[0] ?? 0);
  const most = oid === scrypt ? mostScryptWork : mostPbkdf2Rounds;
  if (work <= most) return undefined;
  const what = oid === scrypt ? "steps of scrypt (N × r × p)" : "rounds of PBKDF2";
  return {
    problem: `asks for ${work < Number.MAX_SAFE_INTEGER ? work : "countless"} ${what}, more than ${most}`,
    hint: "The key may be damaged; one that is whole is written again with fewer by `openssl pkcs8 -topk8 -iter 600000 -in FILE -out NEW`.",
  };
}

interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements that stand beside each other, up to what is none. */
function elementsOf(bytes: Buffer = Buffer.alloc(0)): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at + 2 <= bytes.length && elements.length < 16; ) {
    const first = bytes[at + 1] ?? 0;
    const count = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + count;
    if (count > 4 || start > bytes.length) break;
    const length = count === 0 ? first & 0x7f : bytes.readUIntBE(at + 2, count);
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

const deepest = 6;

/** The numbers that follow the salt of a derivation, and which derivation it is: in all of them they stand in the same place (RFC 8018, RFC 7292 appendix C). */
function parametersIn(
  content: Buffer,
  depth: number,
): { readonly oid: string; readonly numbers: number[] } | undefined {
  const [name, parameters] = elementsOf(content);
  const oid = name?.tag === 0x06 ? name.content.toString("hex") : "";
  const [salt, ...numbers] = elementsOf(parameters?.tag === 0x30 ? parameters.content : undefined);
  if (oid !== "" && salt?.tag === 0x04 && numbers[0]?.tag === 0x02)
    return { oid, numbers: numbers.filter(({ tag }) => tag === 0x02).map((each) => numberOf(each.content)) };
  if (depth >= deepest) return undefined;
  for (const { tag, content: inside } of elementsOf(content)) {
    const found = tag === 0x30 ? parametersIn(inside, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function numberOf(bytes: Buffer): number {
  return bytes.length === 0 ? 0 : Number(BigInt(`0x${bytes.toString("hex")}`));
}
