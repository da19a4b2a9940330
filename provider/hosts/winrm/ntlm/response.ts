import { hmacMd5, md4 } from "./legacy-crypto";

/** The answer to a challenge (MS-NLMP 3.3.2, NTLMv2 only). */
export interface ChallengeResponse {
  readonly nt: Buffer;
  readonly lm: Buffer;
  /** 16 bytes. */
  readonly sessionBaseKey: Buffer;
}

/** What the answer is computed from. */
export interface ResponseFacts {
  /** See `responseKey`. */
  readonly key: Buffer;
  /** 8 bytes each. */
  readonly serverChallenge: Buffer;
  readonly clientChallenge: Buffer;
  /** 8 bytes: 100 ns steps since 1601, little-endian. */
  readonly time: Buffer;
  /** As sent back: `writeTargetInfo`. */
  readonly targetInfo: Buffer;
  /** Whether the time is the server's; an LM response is then neither needed nor wanted. */
  readonly serverTime: boolean;
}

/** The key made of the password and the names (NTOWFv2), 16 bytes. `domain` exactly as it is sent. */
export function responseKey(user: string, domain: string, password: string): Buffer {
  return hmacMd5(md4(utf16(password)), utf16(upperCase(user) + domain));
}

/** Computes the answer. */
export function respond(facts: ResponseFacts): ChallengeResponse {
  const blob = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    facts.time,
    facts.clientChallenge,
    Buffer.alloc(4),
    facts.targetInfo,
    Buffer.alloc(4),
  ]);
  const proof = hmacMd5(facts.key, facts.serverChallenge, blob);
  const lmProof = hmacMd5(facts.key, facts.serverChallenge, facts.clientChallenge);
  return {
    nt: Buffer.concat([proof, blob]),
    lm: facts.serverTime ? Buffer.alloc(24) : Buffer.concat([lmProof, facts.clientChallenge]),
    sessionBaseKey: hmacMd5(facts.key, proof),
  };
}

/** Text as Windows counts it: UTF-16, little-endian, unmarked. */
export function utf16(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}

// Windows maps one code unit to one: its upper case of ß is ß, where JavaScript's is SS.
function upperCase(text: string): string {
  return text
    .split("")
    .map((unit) => (unit.toUpperCase().length === 1 ? unit.toUpperCase() : unit))
    .join("");
}
