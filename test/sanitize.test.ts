import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { sanitize, sanitizeUnicode } from "../provider/sanitize";

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

  it("is cut where it is too long, and says so", () => {
    assert.equal(sanitize("x".repeat(121)), `${"x".repeat(120)}…`);
    assert.equal(sanitize("x".repeat(120)), "x".repeat(120));
    assert.equal(sanitizeUnicode("é".repeat(301)), `${"é".repeat(300)}…`);
    assert.equal(sanitize("two words", 4), "two…");
  });
});
