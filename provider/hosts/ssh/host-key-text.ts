import { insecureAcceptAny } from "../connection";
import { type KnownHostsEntry, parseKnownHosts } from "./known-hosts";

/** A fingerprint, as OpenSSH prints it, and the types of key that it can be of; any where nothing says so. */
export interface Fingerprint {
  readonly sha256: string;
  readonly keyTypes: readonly string[] | undefined;
}

/** What a `hostKey` given as text states: keys of which each is accepted, or what is wrong with it, as a clause. */
export type HostKeyText =
  | { readonly kind: "any" }
  | {
      readonly kind: "keys";
      readonly fingerprints: readonly Fingerprint[];
      readonly entries: readonly KnownHostsEntry[];
    }
  | { readonly kind: "none"; readonly fault: string };

/** What one line states. */
type Line =
  | { readonly fingerprints: readonly Fingerprint[] }
  | { readonly entry: KnownHostsEntry }
  | { readonly fault: string };

/** The types behind the word that OpenSSH puts in brackets behind a fingerprint. */
const typesByWord: Readonly<Record<string, readonly string[]>> = {
  ED25519: ["ssh-ed25519"],
  ECDSA: ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"],
  RSA: ["ssh-rsa"],
};

/** The types of host key that the SSH library can check. */
const knownTypes: readonly string[] = Object.values(typesByWord).flat();

const form = "is not SHA256: and 43 characters of base64";
const fingerprintForm = /^SHA256:([A-Za-z0-9+/]{43})=?$/;
/** A line of `ssh-keygen -l`: bits, fingerprint, comment, type; a fingerprint alone is one, too. */
const listedForm = /^(?:\d{2,6}\s+)?(SHA256:\S+)(?:\s.*?)??(?:\s\(([\w-]+)\))?$/;
/** What ssh asks before the first connection. */
const askedForm = /^([A-Z\d]+) key fingerprint is (SHA256:\S+?)\.?$/;
/** The picture that `ssh-keygen -lv` draws under a fingerprint. */
const pictureForm = /^(?:\+[-[].*\+|\|.*\|)$/;
const bareKeyForm = /^(?:ssh-|ecdsa-|sk-)[\w@.-]+\s+\S/;

/** The SHA256 fingerprint in its plain form; undefined for another text. */
export function plainFingerprint(text: string): string | undefined {
  const base64 = fingerprintForm.exec(text.trim())?.[1];
  return base64 === undefined ? undefined : `SHA256:${base64}`;
}

/**
 * Reads a `hostKey`: fingerprints, public keys, known_hosts lines, or all that `ssh-keygen -lf` and `ssh-keyscan` print. Several may be given,
 * each on a line of its own. A line that is none of these is a fault: half of what was meant would be dropped.
 */
export function readHostKeyText(text: string): HostKeyText {
  const lines = text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  if (text.trim() === insecureAcceptAny) return { kind: "any" };
  if (/PRIVATE KEY-----/.test(text))
    return fault("is a private key; use the public half, the file that ends in .pub");
  const speaking = lines.flatMap((line, at) =>
    line === "" || line.startsWith("#") || pictureForm.test(line) ? [] : [{ line, number: at + 1 }],
  );
  if (speaking.length === 0)
    return fault(
      text.trim() === "" ? "is empty" : "holds only comments and no key: ssh-keyscan got no answer",
    );
  const fingerprints: Fingerprint[] = [];
  const entries: KnownHostsEntry[] = [];
  for (const { line, number } of speaking) {
    const read = readLine(line);
    if (line === insecureAcceptAny)
      return fault(
        `has ${insecureAcceptAny}, which accepts every key, in line ${number} beside something else`,
      );
    if ("fault" in read) return fault(speaking.length === 1 ? read.fault : `in line ${number} ${read.fault}`);
    if ("entry" in read) entries.push(read.entry);
    else fingerprints.push(...read.fingerprints);
  }
  const unusable = fingerprints.length === 0 ? faultOfEntries(entries) : undefined;
  return unusable === undefined ? { kind: "keys", fingerprints, entries } : fault(unusable);
}

function readLine(line: string): Line {
  const alone = line.split(/[\s,]+/).map(plainFingerprint);
  if (alone.every((one) => one !== undefined))
    return { fingerprints: alone.map((sha256) => ({ sha256, keyTypes: undefined })) };
  const asked = askedForm.exec(line);
  if (asked !== null) return readFingerprint(asked[2] ?? "", asked[1]);
  const listed = listedForm.exec(line);
  if (listed !== null) return readFingerprint(listed[1] ?? "", listed[2]);
  const [entry] = parseKnownHosts(bareKeyForm.test(line) ? `* ${line}` : line);
  return entry === undefined ? { fault: faultOfLine(line) } : { entry };
}

function readFingerprint(given: string, word: string | undefined): Line {
  const sha256 = plainFingerprint(given);
  if (sha256 === undefined) return { fault: form };
  const keyTypes = word === undefined ? undefined : typesByWord[word.replace(/-CERT$/, "")];
  if (word === "DSA") return { fault: "is the fingerprint of a DSA key, which is no longer supported" };
  // What else stands in brackets is a comment's own.
  return { fingerprints: [{ sha256, keyTypes }] };
}

function faultOfEntries(entries: readonly KnownHostsEntry[]): string | undefined {
  if (entries.every(({ marker }) => marker === "revoked"))
    return "only excludes keys (@revoked); add a line with the key that the host has";
  if (entries.every(({ marker }) => marker !== undefined))
    return "names a certificate authority (@cert-authority), and host certificates are not supported; add a line with the host's own key";
  const usable = entries.some(({ marker, keyType }) => marker === undefined && knownTypes.includes(keyType));
  if (usable) return undefined;
  const types = [...new Set(entries.map(({ keyType }) => keyType))].join(", ");
  return /-cert-v/.test(types)
    ? "is a certificate, and host certificates are not supported; use the host's public key"
    : `is of type ${types}, which is not supported; use the host's Ed25519, ECDSA or RSA key`;
}

/** Slips of the pen, each by its own name. No part of the text is repeated: it may be anything. */
function faultOfLine(line: string): string {
  if (/^SHA256:/i.test(line)) return form;
  if (/^(?:\d+\s+)?MD5:|^(?:\d+\s+)?([0-9a-f]{2}:){15}[0-9a-f]{2}\b/i.test(line))
    return "is an MD5 fingerprint; use the SHA256 form (ssh-keygen -l -f FILE)";
  if (/^SHA(?:1|384|512):/i.test(line))
    return "is not a SHA256 fingerprint (ssh-keygen -l -f FILE prints it)";
  if (/^[A-Za-z0-9+/]{43}=?$/.test(line)) return "lacks SHA256: in front of the fingerprint";
  if (/^[0-9a-f]{64}$/i.test(line))
    return "is a fingerprint in hexadecimal; use the SHA256 form (ssh-keygen -l -f FILE)";
  if (/\sSSHFP\s/i.test(line)) return "is a DNS record (SSHFP); use the SHA256 form (ssh-keygen -l -f FILE)";
  if (line.toLowerCase() === insecureAcceptAny.toLowerCase())
    return `is ${insecureAcceptAny} in another spelling of its letters`;
  if (line.startsWith("@") && !/^@(?:revoked|cert-authority)\s/.test(line))
    return "has a marker other than @revoked and @cert-authority";
  if (/^(?:ssh-|ecdsa-|sk-)/.test(line) || /\s(?:ssh-|ecdsa-|sk-)\S+\s+\S/.test(line))
    return "is a public key that is damaged: compare it with the original, which is one line";
  if (/^-----BEGIN|^---- BEGIN/.test(line))
    return "is not in OpenSSH's form; `ssh-keygen -i -f FILE` converts it";
  if (/\s\d{3,5}\s\d{2,7}\s\d{50,}/.test(line)) return "is a key of SSH 1, which is no longer supported";
  if (/^(?:~|\.{0,2})[/\\]|^[A-Za-z]:\\|known_hosts$|\.pub$/.test(line))
    return 'is a path; write { file: "…" } for a known_hosts file, or the content of a public key file';
  return "is neither SHA256:…, a known_hosts line, { file } nor insecureAcceptAny";
}

function fault(clause: string): HostKeyText {
  return { kind: "none", fault: clause };
}
