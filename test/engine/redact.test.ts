import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, it } from "mocha";
import { Redactor } from "../../provider/engine/redact";
import { redacted, redactForeignTextBy, sanitize, sanitizeUnicode } from "../../provider/sanitize";
import { checkProperty } from "../support/property";

const characters = [..."abcXYZ019 \"\\%$&<>'+/=äß€漢\u{1f511}\n\t"];
const canaries = fc
  .array(fc.constantFrom(...characters), { minLength: 8, maxLength: 24 })
  .map((parts) => parts.join(""))
  .filter((secret) => secret.trim().length >= 8);
/** Any UTF-16 units at all, halves of surrogate pairs included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));
const dependencies = fc.string({ maxLength: 12 });

/** Every form in which the canaries below are put into a message, by what does that. */
const carriers: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  JSON: (secret) => JSON.stringify({ password: secret }),
  "JSON in JSON": (secret) => JSON.stringify({ body: JSON.stringify({ password: secret }) }),
  "a URL": (secret) => `https://host/?p=${encodeURIComponent(secret)}`,
  "a form": (secret) => new URLSearchParams({ p: secret }).toString(),
  "a URL's path": (secret) => encodeURI(secret),
  base64: (secret) => Buffer.from(secret).toString("base64"),
  base64url: (secret) => Buffer.from(secret).toString("base64url"),
  "base64 of UTF-16": (secret) => Buffer.from(secret, "utf16le").toString("base64"),
  hexadecimal: (secret) => Buffer.from(secret).toString("hex"),
  "hexadecimal in capitals": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  "JSON of Python": (secret) =>
    JSON.stringify(secret).replace(/[^\x20-\x7e]/g, (unit) => escapeOf(unit, "lower")),
  "JSON of Go": (secret) => JSON.stringify(secret).replace(/[<>&]/g, (unit) => escapeOf(unit, "lower")),
  "JSON of Windows PowerShell": (secret) =>
    JSON.stringify(secret).replace(/[<>&']/g, (unit) => escapeOf(unit, "lower")),
  "JSON of .NET": (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replace(/\\"/g, '"')
      .replace(/[<>&'"+]|[^\x20-\x7e]/g, (unit) => escapeOf(unit, "upper")),
  "HTML of Python": (secret) => html(secret).replace(/"/g, "&quot;").replace(/'/g, "&#x27;"),
  "HTML of Go": (secret) => html(secret).replace(/"/g, "&#34;").replace(/'/g, "&#39;"),
  "single quotes of PowerShell": (secret) => `'${secret.replace(/'/g, "''")}'`,
  "double quotes of PowerShell": (secret) => `"${secret.replace(/["$`]/g, "`$&")}"`,
  "carets of cmd": (secret) => secret.replace(/[&|<>^]/g, "^$&"),
  "percent signs of a batch file": (secret) => secret.replace(/%/g, "%%"),
  "quotes of a Unix shell": (secret) => `'${secret.replace(/'/g, "'\\''")}'`,
  "bytes as JSON": (secret) => JSON.stringify(Buffer.from(secret)),
  "bytes as PowerShell shows them": (secret) => Buffer.from(secret, "utf16le").join(" "),
  "UTF-16 read as bytes": (secret) => Buffer.from(secret, "utf16le").toString("latin1"),
  "UTF-8 read as latin1": (secret) => Buffer.from(secret).toString("latin1"),
};

function escapeOf(unit: string, digits: "lower" | "upper"): string {
  const hex = unit.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${digits === "upper" ? hex.toUpperCase() : hex}`;
}

function html(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

describe("redaction", () => {
  for (const [name, carry] of Object.entries(carriers)) {
    it(`leaves nothing of a secret in ${name}`, () => {
      checkProperty(
        fc.property(canaries, dependencies, dependencies, (secret, before, after) => {
          const redactor = new Redactor();
          redactor.remember(secret);
          const carried = carry(secret);
          const result = redactor.redact(`${before}${carried}${after}`);
          assert.ok(!result.includes(carried), result);
          assert.ok(result.includes(redacted), result);
        }),
        { numRuns: 25 },
      );
    });
  }

  it("finds each of many secrets, those that begin alike or lie in one another too", () => {
    const alike = fc.array(fc.constantFrom("a", "b"), { minLength: 4, maxLength: 9 });
    const secrets = fc.array(
      alike.map((parts) => parts.join("")),
      { minLength: 1, maxLength: 12 },
    );
    const texts = fc.array(fc.constantFrom("a", "b", " "), { maxLength: 40 });
    checkProperty(
      fc.property(secrets, texts, (all, parts) => {
        const text = parts.join("");
        const redactor = new Redactor();
        for (const secret of [...all, ...all]) redactor.remember(secret);
        const hidden = [...text].map((_character, at) =>
          all.some((secret) =>
            occurrences(text, secret).some((from) => from <= at && at < from + secret.length),
          ),
        );
        const shown = [...text].filter((_character, at) => !hidden[at]).join("");
        assert.equal(redactor.redact(text).replaceAll(redacted, ""), shown);
      }),
      { numRuns: 300 },
    );
  });

  it("finds a secret inside a longer base64 text", () => {
    checkProperty(
      fc.property(canaries, fc.nat(5), (secret, length) => {
        const redactor = new Redactor();
        redactor.remember(secret);
        const whole = Buffer.from(`${"u".repeat(length)}:${secret}:x`).toString("base64");
        assert.ok(redactor.redact(whole).includes(redacted));
      }),
      { numRuns: 25 },
    );
  });

  it("never throws and leaves other text alone", () => {
    checkProperty(
      fc.property(anyText, anyText, (text, secret) => {
        const redactor = new Redactor();
        assert.equal(redactor.redact(text), text);
        redactor.remember(secret);
        assert.equal(typeof redactor.redact(text), "string");
      }),
      { numRuns: 200 },
    );
    const redactor = new Redactor();
    redactor.remember("\ud800 half a pair");
    assert.equal(redactor.redact("it is \ud800 half a pair."), "it is [secret].");
    assert.equal(redactor.redact(undefined as unknown as string), "undefined");
    const unprintable = { toString: () => assert.fail("no text") } as unknown as string;
    assert.match(redactor.redact(unprintable), /withheld/);
  });

  it("leaves nothing over where two secrets overlap", () => {
    const redactor = new Redactor();
    redactor.remember("abcdef");
    redactor.remember("defghi");
    assert.equal(redactor.redact("<abcdefghi>"), "<[secret]>");
  });

  it("knows a key by each of its lines, but not by its frame", () => {
    const redactor = new Redactor();
    redactor.remember(
      "-----BEGIN PRIVATE KEY-----\nAAAAB3NzaC1yc2EAAAADAQAB\nQ2FuYXJ5IGxpbmUgdHdv\n-----END PRIVATE KEY-----",
    );
    assert.equal(redactor.redact("at Q2FuYXJ5IGxpbmUgdHdv:"), "at [secret]:");
    assert.equal(redactor.redact("needs -----BEGIN PRIVATE KEY-----"), "needs -----BEGIN PRIVATE KEY-----");
  });

  it("replaces a very short secret only where it stands alone, and nothing for an empty one", () => {
    const redactor = new Redactor();
    for (const secret of ["", "  ", "\n", "on"]) redactor.remember(secret);
    assert.equal(redactor.redact("the connection: on"), "the connection: [secret]");
    assert.equal(redactor.redact("a  b\n"), "a  b\n");
  });

  it("takes a secret out of what is shown of a host's own words, where no character beyond ASCII is left", () => {
    const redactor = new Redactor();
    redactor.remember("päss €-漢 word");
    assert.equal(redactor.redact('it says "220 p ss  -  word"'), 'it says "220 [secret]"');
  });

  it("takes a secret out of what is shown of a host's own words in any language", () => {
    const redactor = new Redactor();
    redactor.remember("päss\t\t€-漢  word");
    const shown = sanitizeUnicode("er sagt: 220 päss\t\t€-漢  word");
    assert.equal(redactor.redact(shown), "er sagt: 220 [secret]");
  });

  it("takes out what is left of a secret where a host's words were cut", () => {
    const redactor = new Redactor();
    const secret = "correct horse battery staple";
    redactor.remember(secret);
    redactForeignTextBy((text) => text);
    for (let left = 4; left < secret.length; left++) {
      const shown = sanitize(`password is ${secret}, wrong`, 12 + left);
      assert.equal(redactor.redact(`it says "${shown}"`), 'it says "password is [secret]…"', shown);
    }
    assert.equal(redactor.redact("SHA256:… is not correct"), "SHA256:… is not correct");
  });

  it("takes a secret out of what inspect makes of an object", () => {
    for (const secret of ['it\'s "q" \\ 100%', "it's \\ 100%", '"q" \\ 100%', "all `'\"\\ 100%"]) {
      const redactor = new Redactor();
      redactor.remember(secret);
      assert.equal(redactor.redact(inspect({ secret })).replace(/['"`]/g, ""), `{ secret: ${redacted} }`);
    }
  });
});

function occurrences(text: string, part: string): number[] {
  return [...text].flatMap((_character, at) => (text.startsWith(part, at) ? [at] : []));
}
