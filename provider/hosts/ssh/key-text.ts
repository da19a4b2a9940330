import { mendedLines } from "../secret-reader";
import { convertPuttyKey } from "./putty-key";

/** A private key as people paste it, and what can be told of it without a passphrase. */
export type KeyText =
  /** One that may be read, brought into the form that parsers expect. */
  | {
      /** "putty": one that the SSH library reads; "putty own": one that we do. */
      readonly form: "openssh" | "pem" | "pkcs8" | "putty" | "putty own";
      readonly text: string;
    }
  | { readonly form: "none"; readonly fault: string; readonly hint: string };

/** Of RSA with 16,384 bits, several times. */
const longestKey = 64 * 1024;

const nameFile = "To name a file, write { file: … }.";

/** Converts to OpenSSH's form what this package cannot read. */
const convert =
  "Convert it: `ssh-keygen -p -f FILE` for keys of OpenSSH, `puttygen FILE.ppk -O private-openssh -o NEW` for PuTTY's.";

/**
 * Tells what a text is and mends what happens to keys on their way: line breaks written as the two characters `\n` (environment variables,
 * JSON), CRLF, indentation and blanks at the ends of lines (YAML, mail), a byte order mark, and EC parameters before the key.
 * A fault is a clause after the property's name, and repeats nothing of the text.
 */
export function readKeyText(given: string): KeyText {
  if (given.length > longestKey) {
    return { form: "none", fault: "is longer than any private key", hint: "Use the private key alone." };
  }
  const text = mended(given);
  if (text === "") return { form: "none", fault: "is empty", hint: "Use an OpenSSH or PEM private key." };
  if (/^PuTTY-User-Key-File-/.test(text)) return putty(text);
  const [, kind] = /^-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----$/m.exec(text) ?? [];
  if (kind === undefined) return none(text);
  const [key, body = ""] =
    new RegExp(`^-----BEGIN ${kind}PRIVATE KEY-----\\n([^]*?)^-----END ${kind}PRIVATE KEY-----$`, "m").exec(
      text,
    ) ?? [];
  if (key === undefined) {
    return {
      form: "none",
      fault: "is a private key whose end is missing",
      hint: "Use the whole file, from its line -----BEGIN … to its line -----END ….",
    };
  }
  switch (kind) {
    case "OPENSSH ":
      return { form: "openssh", text: key };
    case "":
    case "ENCRYPTED ":
      return { form: "pkcs8", text: key };
    case "RSA ":
    case "EC ":
    case "DSA ":
      // The SSH library takes a line that is neither a header nor base64 for a reason to try everything.
      return isPemBody(body) ? { form: "pem", text: key } : damaged;
    default:
      return { form: "none", fault: "is a private key in an unsupported format", hint: convert };
  }
}

const damaged: KeyText = {
  form: "none",
  fault: "is a damaged private key",
  hint: "Compare it with the original: a line may be missing or changed. `ssh-keygen -y -f FILE` reads a key that is whole.",
};

/** Headers, if any, with an empty line after them, and base64. */
function isPemBody(body: string): boolean {
  const lines = body.split("\n");
  const first = lines.findIndex((line) => !/^[A-Za-z-]+: /.test(line));
  return lines.slice(Math.max(0, first)).every((line) => /^[A-Za-z0-9+/=]*$/.test(line));
}

function mended(given: string): string {
  return mendedLines(given)
    .replace(/-----BEGIN EC PARAMETERS-----[^-]*-----END EC PARAMETERS-----\n/, "")
    .trim();
}

/** Which of PuTTY's files are read, by their first line. */
function putty(text: string): KeyText {
  if (/^PuTTY-User-Key-File-2: ssh-(?:rsa|dss)\n/.test(text)) return { form: "putty", text };
  if (/^PuTTY-User-Key-File-[23]: (?:ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521))\n/.test(text))
    return { form: "putty own", text };
  const [, version, type] = /^PuTTY-User-Key-File-(\d+): ([a-z0-9-]{1,40})/.exec(text) ?? [];
  const what = version === undefined ? "" : ` (version ${version}, ${type})`;
  return {
    form: "none",
    fault: `is a PuTTY private key of a kind that cannot be read${what}`,
    hint: convertPuttyKey,
  };
}

function none(text: string): KeyText {
  if (
    /^(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+ AAAA/.test(text) ||
    /^-+ ?BEGIN [A-Z0-9 ]*PUBLIC KEY ?-+/.test(text)
  ) {
    return { form: "none", fault: "is a public key", hint: "Use the private key, the file without .pub." };
  }
  if (/BEGIN CERTIFICATE/.test(text)) {
    return { form: "none", fault: "is a certificate", hint: "Use the private key that belongs to it." };
  }
  if (/^[A-Za-z0-9+/=\n]{60,}$/.test(text) || /PRIVATE KEY/.test(text)) {
    return {
      form: "none",
      fault: "is a private key without its first or last line",
      hint: "Use the whole file, from its line -----BEGIN … to its line -----END ….",
    };
  }
  // A path has no line breaks; a name of a file that exists is not looked for: a text is a text.
  if (!text.includes("\n") && /[\\/]|^~|\.(?:pem|key|ppk|pub)$|^id_/i.test(text)) {
    return { form: "none", fault: "is a path, not a private key", hint: nameFile };
  }
  return {
    form: "none",
    fault: "is not a private key",
    hint: `Use an OpenSSH or PEM private key. ${nameFile}`,
  };
}
