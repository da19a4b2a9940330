import { createHash, timingSafeEqual } from "node:crypto";
import { quoteForeign } from "../../sanitize";
import { type Fingerprint, plainFingerprint, readHostKeyText } from "./host-key-text";
import { type KnownHostsEntry, parseKnownHosts } from "./known-hosts";

/** What a host key is checked against: anything, or keys of which each is accepted. */
export type HostKeyPolicy =
  | { readonly kind: "any" }
  | {
      readonly kind: "keys";
      readonly fingerprints: readonly Fingerprint[];
      /** Those lines that name the host. */
      readonly entries: readonly KnownHostsEntry[];
      /** What the lines name that do not, where they were given as text. */
      readonly otherNames: readonly string[];
      readonly names: HostName;
    };

/** The address that known_hosts lines are matched with. */
export interface HostName {
  readonly host: string;
  readonly port: number;
}

/** The result for a key: accepted, or why not, as clauses for a message. */
export type HostKeyResult =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly received: string; readonly expected: string };

/** What is wrong with a `hostKey` given as text, as a clause, or undefined if its form is right. */
export function hostKeyFormFault(trust: string): string | undefined {
  const read = readHostKeyText(trust);
  return read.kind === "none" ? read.fault : undefined;
}

/**
 * The policy that a `hostKey` of a checked form states; `trust` is its text.
 * Lines are matched with the host's name (in any case) and port, as OpenSSH does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 */
export function hostKeyPolicy(trust: string, names: HostName): HostKeyPolicy {
  const read = readHostKeyText(trust);
  if (read.kind === "any") return read;
  if (read.kind === "none") return keysPolicy([], [], names);
  const policy = keysPolicy(read.fingerprints, read.entries, names);
  const others = read.entries.filter((entry) => !policy.entries.includes(entry));
  return { ...policy, otherNames: others.flatMap(({ written }) => written ?? []) };
}

/** The policy that a known_hosts file states. */
export function knownHostsPolicy(text: string, names: HostName): HostKeyPolicy {
  return keysPolicy([], parseKnownHosts(text), names);
}

function keysPolicy(
  fingerprints: readonly Fingerprint[],
  lines: readonly KnownHostsEntry[],
  names: HostName,
): Extract<HostKeyPolicy, { kind: "keys" }> {
  const { host, port } = names;
  const speaking = lines.map((entry) => ({ entry, how: entry.speaksOf(host, port) }));
  const isKnown = speaking.some(({ entry, how }) => how === "named" && entry.marker === undefined);
  const counts = ({ entry, how }: (typeof speaking)[number]) =>
    // As ssh does: a host that is unknown at its port is looked up without one.
    how === "named" || (how === "without port" && (!isKnown || entry.marker === "revoked"));
  const entries = speaking.filter(counts).map(({ entry }) => entry);
  return { kind: "keys", fingerprints, entries, otherNames: [], names };
}

/** Checks a received public key (the wire form of RFC 4253 section 6.6). */
export function evaluateHostKey(policy: HostKeyPolicy, key: Buffer): HostKeyResult {
  if (policy.kind === "any") return { accepted: true };
  const received = describeKey(key);
  const { fingerprints, entries } = policy;
  const same = entries.filter((entry) => entry.key.equals(key));
  if (same.some((entry) => entry.marker === "revoked")) {
    return { accepted: false, received, expected: "any key but this one, which is marked @revoked" };
  }
  const isPinned = fingerprints.some(({ sha256 }) => sameText(sha256, fingerprintOf(key)));
  if (isPinned || same.some((entry) => entry.marker === undefined)) return { accepted: true };
  return { accepted: false, received, expected: expectedBy(policy) };
}

function expectedBy({
  fingerprints,
  entries,
  otherNames,
  names,
}: Extract<HostKeyPolicy, { kind: "keys" }>): string {
  const plain = entries.filter((entry) => entry.marker === undefined);
  const keys = [...fingerprints.map(({ sha256 }) => sha256), ...plain.map((entry) => describeKey(entry.key))];
  if (keys.length > 0) return [...new Set(keys)].join(" or ");
  if (entries.some((entry) => entry.marker === "cert-authority"))
    return "a certificate (@cert-authority), which is not supported";
  const where = names.port === 22 ? names.host : `[${names.host}]:${names.port}`;
  const others =
    otherNames.length === 0 ? "" : ` (they name ${quoteForeign([...new Set(otherNames)].join(", "))})`;
  return `a key for ${where}, but no known_hosts line names it${others}`;
}

/** OpenSSH's name for a key: SHA256 and unpadded base64. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** A key as messages name it. */
export function describeKey(key: Buffer): string {
  return `${keyType(key)} ${fingerprintOf(key)}`;
}

/** The type that a key in wire form says it is of. */
export function keyType(key: Buffer): string {
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
  const given = plainFingerprint(line);
  if (given !== undefined) return given;
  if (/[\r\n]/.test(line)) return undefined;
  // A public key's line is a known_hosts line without its names.
  const [entry] = parseKnownHosts(`* ${line}`);
  return entry && fingerprintOf(entry.key);
}
