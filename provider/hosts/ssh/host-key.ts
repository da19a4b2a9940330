import { createHash, timingSafeEqual } from "node:crypto";
import type { ServerHostKeyAlgorithm } from "ssh2";
import { insecureAcceptAny } from "../connection";
import { type KnownHostsEntry, parseKnownHosts } from "./known-hosts";

/** What a host key is checked against. */
export type HostKeyPolicy =
  | { readonly kind: "any" }
  | { readonly kind: "fingerprint"; readonly fingerprint: string }
  | { readonly kind: "knownHosts"; readonly entries: readonly KnownHostsEntry[]; readonly names: HostName };

/** The address that known_hosts lines are matched with. */
export interface HostName {
  readonly host: string;
  readonly port: number;
}

/** The result for a key: accepted, or why not, as clauses for a message. */
export type HostKeyResult =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly received: string; readonly expected: string };

/** In order of preference; the last is the only one that very old servers have. */
const algorithms: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
];

/** OpenSSH's form of a fingerprint; the first group is its base64. */
const fingerprintForm = /^SHA256:([A-Za-z0-9+/]{43})=?$/;
const bareKeyForm = /^(?:ssh-|ecdsa-|sk-)[\w@.-]+\s+AAAA/;

/** What is wrong with a `hostKey` given as text, as a clause, or undefined if its form is right. */
export function hostKeyFormFault(trust: string): string | undefined {
  if (trust === insecureAcceptAny || fingerprintForm.test(trust.trim())) return undefined;
  if (/^SHA256:/i.test(trust.trim())) return "is not SHA256: and 43 characters of base64";
  if (/^MD5:|^([0-9a-f]{2}:){15}[0-9a-f]{2}$/i.test(trust.trim())) {
    return "is an MD5 fingerprint; use the SHA256 form (ssh-keygen -l -f FILE)";
  }
  return parseKnownHosts(trust).length === 0 && parseKnownHosts(`* ${trust.trim()}`).length === 0
    ? "is neither SHA256:…, a known_hosts line, { file } nor insecureAcceptAny"
    : undefined;
}

/**
 * The policy that a `hostKey` of a checked form states; `trust` is its text.
 * Lines are matched with the host's name (in any case) and port, as OpenSSH does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 */
export function hostKeyPolicy(trust: string, names: HostName): HostKeyPolicy {
  if (trust === insecureAcceptAny) return { kind: "any" };
  const fingerprint = fingerprintForm.exec(trust.trim())?.[1];
  if (fingerprint !== undefined) return { kind: "fingerprint", fingerprint: `SHA256:${fingerprint}` };
  // A public key without names (a .pub file's line) was given for this host.
  return knownHostsPolicy(bareKeyForm.test(trust.trim()) ? `* ${trust.trim()}` : trust, names);
}

/** The policy that a known_hosts file states. */
export function knownHostsPolicy(text: string, names: HostName): HostKeyPolicy {
  const entries = parseKnownHosts(text).filter((entry) => entry.names(names.host, names.port));
  return { kind: "knownHosts", entries, names };
}

/** Checks a received public key (the wire form of RFC 4253 section 6.6). */
export function evaluateHostKey(policy: HostKeyPolicy, key: Buffer): HostKeyResult {
  if (policy.kind === "any") return { accepted: true };
  const received = `${keyType(key)} ${fingerprintOf(key)}`;
  if (policy.kind === "fingerprint") {
    return sameText(policy.fingerprint, fingerprintOf(key))
      ? { accepted: true }
      : { accepted: false, received, expected: policy.fingerprint };
  }
  return evaluateByKnownHosts(policy.entries, policy.names, key, received);
}

/** The algorithms to ask for, those of known keys first, so that a host with several keys presents a known one. */
export function hostKeyAlgorithms(policy: HostKeyPolicy): ServerHostKeyAlgorithm[] {
  if (policy.kind !== "knownHosts") return [...algorithms];
  const known = new Set(
    policy.entries.filter((entry) => entry.marker === undefined).map((entry) => entry.keyType),
  );
  const isKnown = (algorithm: string) => known.has(algorithm.replace(/^rsa-sha2-.*$/, "ssh-rsa"));
  return [...algorithms.filter(isKnown), ...algorithms.filter((algorithm) => !isKnown(algorithm))];
}

/** OpenSSH's name for a key: SHA256 and unpadded base64. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

function evaluateByKnownHosts(
  entries: readonly KnownHostsEntry[],
  names: HostName,
  key: Buffer,
  received: string,
): HostKeyResult {
  const same = entries.filter((entry) => entry.key.equals(key));
  if (same.some((entry) => entry.marker === "revoked")) {
    return { accepted: false, received, expected: "any key but this one, which is marked @revoked" };
  }
  const plain = entries.filter((entry) => entry.marker === undefined);
  if (same.some((entry) => entry.marker === undefined)) return { accepted: true };
  if (plain.length > 0) {
    const expected = plain.map((entry) => `${entry.keyType} ${fingerprintOf(entry.key)}`).join(" or ");
    return { accepted: false, received, expected };
  }
  const where = names.port === 22 ? names.host : `[${names.host}]:${names.port}`;
  const expected = entries.some((entry) => entry.marker === "cert-authority")
    ? "a certificate (@cert-authority), which is not supported"
    : `a key for ${where}, but no known_hosts line names it`;
  return { accepted: false, received, expected };
}

function keyType(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  const type = key.subarray(4, 4 + length).toString("latin1");
  return /^[a-z0-9@.-]{1,64}$/i.test(type) ? type : "a key of unknown type";
}

function sameText(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What is wrong with an `agentKey`, as a clause, or undefined if its form is right. */
export function agentKeyFormFault(text: string): string | undefined {
  if (agentKeyFingerprint(text) !== undefined) return undefined;
  return /^SHA256:/i.test(text.trim())
    ? "is not SHA256: and 43 characters of base64"
    : "is neither SHA256:… nor the one line of a public key (ssh-add -L shows it)";
}

/** The fingerprint of the key that an `agentKey` names: given as it is, or as the line of the public key; undefined for another form. */
export function agentKeyFingerprint(text: string): string | undefined {
  const line = text.trim();
  const given = fingerprintForm.exec(line)?.[1];
  if (given !== undefined) return `SHA256:${given}`;
  if (/[\r\n]/.test(line)) return undefined;
  // A public key's line is a known_hosts line without its names.
  const [entry] = parseKnownHosts(`* ${line}`);
  return entry && fingerprintOf(entry.key);
}
