import { quotedForms } from "../sanitize";

/** The most characters of a password or a key, several times. */
export const longestSecret = 64 * 1024;

/** A line of a key is secret by itself; shorter ones, and the frame of a PEM file, are not. */
const shortestLine = 16;

/** A piece of base64 shorter than this turns up by chance. */
const shortestPiece = 8;

/**
 * Every form in which a secret may turn up in a text: itself, its lines if it has several, and these as JSON, in a URL,
 * in XML, as base64 (also inside a longer encoded text), as hexadecimal, as UTF-16 and as bytes read as latin1.
 */
export function secretEncodings(secret: string): ReadonlySet<string> {
  // Longer ones are no credential; their encodings would fill the memory, and take seconds.
  if (secret.length > longestSecret) return new Set([secret, ...secretLines(secret)]);
  const forms = new Set<string>();
  // Of several lines the whole is the same with and without what is blank around it.
  const whole = isOfLines(secret) ? [] : [secret, secret.trim()];
  for (const text of [...whole, ...secretLines(secret)]) {
    for (const form of formsOf(text)) if (form.length > 3) forms.add(form);
  }
  return forms;
}

function isOfLines(secret: string): boolean {
  return /[\r\n]/.test(secret.trim());
}

function secretLines(secret: string): string[] {
  if (!isOfLines(secret)) return [];
  const whole = secret.trim();
  const unified = whole.replace(/\r\n?/g, "\n");
  const lines = unified.split("\n").map((line) => line.trim());
  const telling = lines.filter((line) => line.length >= shortestLine && !/^-----.*-----$/.test(line));
  return [whole, unified, unified.replace(/\n/g, "\r\n"), ...telling];
}

function* formsOf(text: string): Generator<string> {
  yield text;
  const json = JSON.stringify(text).slice(1, -1);
  yield json;
  yield JSON.stringify(json).slice(1, -1);
  yield* escapedJson(json);
  const quoteless = json.replace(/\\(.)/g, (pair, character) => (character === '"' ? '"' : pair));
  yield quoteless;
  yield quoteless.replace(/'/g, "\\'");
  yield text.replace(/"/g, '\\"');
  yield text.replace(/"/g, '""');
  // What a host says is shown in these forms.
  for (const form of quotedForms(text)) if (form.length >= shortestPiece) yield form;
  yield text.replace(/[\\'"]/g, "\\$&");
  yield* quotedByShells(text);
  yield* xmlForms(text);
  yield* urlForms(text);
  const utf8 = Buffer.from(text, "utf8");
  const utf16 = Buffer.from(text, "utf16le");
  const latin1 = !/[^\p{ASCII}\u0080-\u00ff]/u.test(text) ? [Buffer.from(text, "latin1")] : [];
  for (const bytes of [utf8, utf16, ...latin1]) {
    yield bytes.toString("latin1");
    yield* byteForms(bytes);
  }
}

/** JSON as it is written where more is escaped than must be: by Python, Go, Windows PowerShell and .NET. */
function* escapedJson(json: string): Generator<string> {
  const inSmall = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const inCapitals = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  yield json.replace(/[^\x20-\x7e]/g, inSmall);
  yield json.replace(/[<>&\u2028\u2029]/g, inSmall);
  yield json.replace(/[<>&']/g, inSmall);
  yield json.replace(/\\"/g, '"').replace(/[<>&'"+`]|[^\x20-\x7e]/g, inCapitals);
}

/** As a shell is given it, and shows it in an error: PowerShell, cmd, and those of Unix. */
function* quotedByShells(text: string): Generator<string> {
  yield text.replace(/'/g, "''");
  yield text.replace(/["$`]/g, "`$&");
  yield text.replace(/[&|<>^]/g, "^$&");
  yield text.replace(/[&|<>^"]/g, "^$&");
  yield text.replace(/%/g, "%%");
  yield text.replace(/'/g, "'\\''");
}

function* xmlForms(text: string): Generator<string> {
  const basic = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  yield basic;
  yield basic.replace(/"/g, "&quot;");
  yield basic.replace(/"/g, "&quot;").replace(/'/g, "&apos;");
  yield basic.replace(/"/g, "&quot;").replace(/'/g, "&#39;");
  yield basic.replace(/"/g, "&quot;").replace(/'/g, "&#x27;");
  yield basic.replace(/"/g, "&#34;").replace(/'/g, "&#39;");
}

function* urlForms(text: string): Generator<string> {
  const encoded = percent(text, /[A-Za-z0-9_.~-]/);
  for (const form of [
    encoded,
    percent(text, /[A-Za-z0-9_.!~*'()-]/),
    percent(text, /[A-Za-z0-9!#$&'()*+,./:;=?@_~-]/),
  ]) {
    yield form;
    yield form.replace(/%20/g, "+");
    yield form.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
  }
}

/** Percent encoding of the UTF-8 bytes; half a surrogate pair becomes U+FFFD instead of an error. */
function percent(text: string, kept: RegExp): string {
  const characters = Array.from(Buffer.from(text, "utf8").toString("latin1"));
  return characters
    .map((octet) =>
      kept.test(octet) ? octet : `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}

function* byteForms(bytes: Buffer): Generator<string> {
  const hex = bytes.toString("hex");
  yield hex;
  yield hex.toUpperCase();
  const pairs = hex.match(/../g) ?? [];
  for (const separator of [" ", ":", ","]) {
    yield pairs.join(separator);
    yield pairs.join(separator).toUpperCase();
  }
  // Bytes as JSON and as PowerShell show them.
  yield bytes.join(",");
  yield bytes.join(" ");
  const base64 = bytes.toString("base64");
  yield base64.replace(/=+$/, "");
  yield base64.replace(/=+$/, "").replace(/\+/g, "-").replace(/\//g, "_");
  for (const before of [0, 1, 2]) {
    const piece = base64Inside(bytes, before);
    if (piece.length >= shortestPiece) {
      yield piece;
      yield piece.replace(/\+/g, "-").replace(/\//g, "_");
    }
  }
}

/** The characters of base64 that these bytes alone decide when so many other bytes (modulo 3) come before them. */
function base64Inside(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  const first = Math.ceil((before * 4) / 3);
  const last = Math.floor(((before + bytes.length) * 4) / 3);
  return encoded.slice(first, last);
}
