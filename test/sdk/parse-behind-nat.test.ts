import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseBehindNat } from "../../sdk";

describe("parseBehindNat", () => {
  it("reads every word and every number, whatever blanks or line ends surround it", () => {
    for (const word of ["none", "client", "server", "both"]) {
      assert.equal(parseBehindNat(word), word);
      assert.equal(parseBehindNat(`  ${word}\r\n`), word);
    }
    for (const number of [0, 1, 2]) assert.equal(parseBehindNat(`${number}\n`), number);
  });

  it("throws one sentence, without a stack, at anything else", () => {
    const all = 'behindNat must be "none", "client", "server", "both", 0, 1 or 2';
    const wrong: [string, string][] = [
      ["bot\n", `${all}; it is the string "bot"; did you mean "both"?`],
      ["", `${all}; it is the string ""`],
      ["3", `${all}; it is the string "3"`],
      ["x".repeat(50), `${all}; it is a string of 50 characters`],
      [undefined as unknown as string, "behindNat is required"],
    ];
    for (const [text, message] of wrong) {
      assert.throws(
        () => parseBehindNat(text),
        (error: Error) => error.message === message && pulumi.RunError.isInstance(error),
        text,
      );
    }
  });
});
