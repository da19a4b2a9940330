import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { Redactor } from "../provider/engine/redact";
import {
  nameForeign,
  quoteForeign,
  quoteForeignUnicode,
  redactForeignTextBy,
  sanitize,
  sanitizeUnicode,
} from "../provider/sanitize";

describe("foreign text in a message", () => {
  it("is one line of printable ASCII where its code page is not known", () => {
    assert.equal(
      sanitize(" Zugriff\r\n\x1b[31mverweigert f\xfcr\tuns\x07 "),
      "Zugriff [31mverweigert f r uns",
    );
  });

  it("keeps the letters of any language where its encoding is known, but no control or format character", () => {
    assert.equal(
      sanitizeUnicode(" Zugriff\r\nverweigert f\u00fcr \u30a2\u30af\u30bb\u30b9\u202e\u0007\u00a0x "),
      "Zugriff verweigert für アクセス x",
    );
  });

  for (const unseen of [
    "\u3164",
    "\u115f",
    "\uffa0",
    "\u034f",
    "\ufe0f",
    "\u{e0100}",
    "\u{e0041}",
    "\u2800",
  ]) {
    it(`keeps nothing that is drawn as nothing: U+${unseen.codePointAt(0)?.toString(16)}`, () => {
      assert.equal(sanitizeUnicode(`é${unseen}é${unseen}`), "é é");
      assert.equal(quoteForeignUnicode(unseen), "nothing");
    });
  }

  it("is cut where it is too long, and says so", () => {
    assert.equal(sanitize("x".repeat(121)), `${"x".repeat(120)}…`);
    assert.equal(sanitize("x".repeat(120)), "x".repeat(120));
    assert.equal(sanitizeUnicode("é".repeat(121)), `${"é".repeat(120)}…`);
    assert.equal(sanitizeUnicode(`${"é".repeat(119)}\u{1f600}x`), `${"é".repeat(119)}…`);
    assert.equal(sanitize("two words", 4), "two…");
  });

  const directives = {
    "::error file=a::x": ": :error file=a: :x",
    "##vso[task.setvariable]x": "# #vso[task.setvariable]x",
    "##[error]x": "# #[error]x",
    "##teamcity[x]": "# #teamcity[x]",
    "<{%reset%}>": "< {%reset% }>",
    "section_start:1:x": "section_ start:1:x",
    "travis_fold:start:x": "travis_ fold:start:x",
  };
  for (const [directive, broken] of Object.entries(directives)) {
    it(`is no directive any more: ${directive}`, () => {
      assert.equal(quoteForeign(`a ${directive}`), `"a ${broken}"`);
    });
  }

  it("stands in quotes that it cannot end", () => {
    assert.equal(quoteForeign('x" is fine. "y'), "\"x' is fine. 'y\"");
    assert.equal(quoteForeignUnicode("\u202e\x00"), "nothing");
  });

  it("is a name as it is where it is plain, else a quotation", () => {
    assert.equal(nameForeign("VPN01"), "VPN01");
    assert.equal(nameForeign("{0c9a-1}"), "{0c9a-1}");
    assert.equal(nameForeign("a b"), '"a b"');
    assert.equal(nameForeign("x".repeat(65)), `"${"x".repeat(65)}"`);
  });

  it("is redacted before it is cut, and before its characters are changed", () => {
    const redactor = new Redactor();
    redactor.remember("pä55wö");
    redactor.remember("correct horse battery staple");
    redactForeignTextBy((text) => redactor.redact(text));
    try {
      assert.equal(quoteForeign("it was pä55wö"), '"it was [secret]"');
      assert.equal(
        quoteForeign(`${"x".repeat(50)} correct horse battery staple`, 60),
        `"${"x".repeat(50)} [secret]…"`.replace("…", ""),
      );
      const far = `${" ".repeat(4080)}correct horse battery staple`;
      assert.equal(quoteForeign(far), '"[secret]…"');
    } finally {
      redactForeignTextBy((text) => text);
    }
  });
});
