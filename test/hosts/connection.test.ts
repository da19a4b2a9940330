import assert from "node:assert/strict";
import { looksLikePath } from "../../provider/hosts/connection";

describe("a text that should be the contents of a file", () => {
  it("looks like a path where it has a slash, a tilde before it, or the name of a file of keys", () => {
    for (const text of [
      "certs/ca.pem",
      "C:\\certs\\ca",
      "~/ca",
      "~ca",
      "ca.pem",
      "CA.CRT",
      "known_hosts",
      "  ca.pem\n",
    ])
      assert.equal(looksLikePath(text), true, text);
  });

  it("does not where it has several lines, or such a name only in the middle", () => {
    for (const text of [
      "ca.pem\nkey.pem",
      "a~b",
      "ca.pem is missing",
      "known_hosts2",
      "my-known_hosts",
      "MIIB",
      "",
    ])
      assert.equal(looksLikePath(text), false, text);
  });
});
