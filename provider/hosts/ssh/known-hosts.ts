import { createHmac } from "node:crypto";

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHostsEntry {
  readonly marker: "revoked" | "cert-authority" | undefined;
  readonly keyType: string;
  /** The public key in wire form. */
  readonly key: Buffer;
  /** The names as they are written; undefined where they are hashed. */
  readonly written: string | undefined;
  /** Whether the line names this host at this port, or excludes it. */
  speaksOf(host: string, port: number): "named" | "excluded" | "without port" | "not";
}

/** Reads known_hosts text; blank lines, comments and lines of another form (ssh-rsa1, broken base64) are passed over. */
export function parseKnownHosts(text: string): readonly KnownHostsEntry[] {
  return text.split(/\r?\n/).flatMap((line) => parseLine(line) ?? []);
}

function parseLine(line: string): KnownHostsEntry | undefined {
  const words = line.trim().split(/\s+/);
  if (words[0] === undefined || words[0] === "" || words[0].startsWith("#")) return undefined;
  const marker = markerOf(words[0]);
  if (marker === null) return undefined;
  const [names, keyType, base64] = marker === undefined ? words : words.slice(1);
  if (names === undefined || keyType === undefined || base64 === undefined) return undefined;
  const key = publicKey(keyType, base64);
  if (key === undefined) return undefined;
  const written = names.startsWith("|") ? undefined : names;
  return {
    marker,
    keyType,
    key,
    written,
    speaksOf: (host, port) => match(names, host.toLowerCase(), port),
  };
}

// An unknown marker makes the whole line void: reading past it could trust what was meant to be distrusted.
function markerOf(word: string): KnownHostsEntry["marker"] | null {
  if (!word.startsWith("@")) return undefined;
  if (word === "@revoked") return "revoked";
  return word === "@cert-authority" ? "cert-authority" : null;
}

/** The key's bytes, if they are base64 and say themselves that they are of this type. */
function publicKey(keyType: string, base64: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, "base64");
  if (key.length < 4) return undefined;
  const inner = key.subarray(4, 4 + key.readUInt32BE(0)).toString("latin1");
  return inner === keyType ? key : undefined;
}

function match(names: string, host: string, port: number): ReturnType<KnownHostsEntry["speaksOf"]> {
  const withPort = matchSpellings(names, port === 22 ? [host, `[${host}]:22`] : [`[${host}]:${port}`]);
  if (withPort !== "not" || port === 22) return withPort;
  return matchSpellings(names, [host]) === "named" ? "without port" : "not";
}

function matchSpellings(names: string, spellings: readonly string[]): "named" | "excluded" | "not" {
  if (names.startsWith("|"))
    return spellings.some((spelling) => hashMatches(names, spelling)) ? "named" : "not";
  let matched: "named" | "not" = "not";
  for (const pattern of names.toLowerCase().split(",")) {
    const negated = pattern.startsWith("!");
    const form = negated ? pattern.slice(1) : pattern;
    if (!spellings.some((spelling) => matches(form, spelling))) continue;
    if (negated) return "excluded";
    matched = "named";
  }
  return matched;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function hashMatches(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split("|");
  if (version !== "1" || salt === undefined || hash === undefined) return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

/** `*` stands for any characters, `?` for one. A star is given up for the next one, so that a pattern of many takes no longer. */
function matches(pattern: string, name: string): boolean {
  let star = -1;
  let resumeAt = 0;
  let inPattern = 0;
  for (let inName = 0; inName < name.length; ) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      star = inPattern;
      resumeAt = inName;
      inPattern += 1;
    } else if (wanted === "?" || wanted === name[inName]) {
      inPattern += 1;
      inName += 1;
    } else if (star < 0) {
      return false;
    } else {
      resumeAt += 1;
      inName = resumeAt;
      inPattern = star + 1;
    }
  }
  return !/[^*]/.test(pattern.slice(inPattern));
}
