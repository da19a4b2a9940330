import { generateKeyPairSync, randomBytes } from "node:crypto";
import ssh2 from "ssh2";

/**
 * The parts that every canary text has in common; none of them changes in JSON, a URL or XML, so that either gives it away. Each
 * process has its own: a search looks at the command lines of all others, and those of another test run hold canaries too.
 */
const parts = { head: newPart(), tail: newPart() };

/**
 * A secret to be searched for. It holds what programs stumble over (`"`, `\`, `%`, `&`, `<`, characters beyond ASCII and
 * beyond latin1) and says in `name` whose it is.
 */
export function canary(name: string): string {
  if (/[A-Za-z0-9]{16}/.test(name)) throw new Error("a name with such long words would be searched for");
  return `${name}-${parts.head}"\\%41 €ü&<漢${parts.tail}`;
}

/** A private key that can be searched for: encrypted PEM, and the line with which it may log in. */
export interface CanaryKey {
  readonly pem: string;
  readonly publicLine: string;
}

/** Makes a new key pair, its private half encrypted with the passphrase. */
export function canaryKey(passphrase: string): CanaryKey {
  // The old PEM form (SEC 1, RFC 5915): OpenSSH's own takes its key derivation, in JavaScript, longer than a test should wait.
  const { privateKey: pem } = generateKeyPairSync("ec", {
    namedCurve: "prime256v1",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "sec1", format: "pem", cipher: "aes-256-cbc", passphrase },
  });
  const parsed = ssh2.utils.parseKey(pem, passphrase);
  if (parsed instanceof Error) throw parsed;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return { pem, publicLine: `${key.type} ${key.getPublicSSH().toString("base64")}` };
}

/**
 * What gives a secret away: its two longest runs of letters and digits, ten at least. Escaping leaves them as they are, and of a
 * secret that was cut short one may still be whole.
 */
export function tellsOf(secret: string): string[] {
  const runs = secret.match(/[A-Za-z0-9]{10,}/g) ?? [];
  if (runs.length < 2) throw new Error("this secret has nothing to search for");
  return [...runs].sort((one, other) => other.length - one.length).slice(0, 2);
}

/** Sixteen letters and digits by chance. */
function newPart(): string {
  const letters = randomBytes(64)
    .toString("base64")
    .replace(/[^A-Za-z0-9]/g, "");
  return letters.slice(0, 16);
}
