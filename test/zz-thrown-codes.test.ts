import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../provider/errors";
import { madeErrors } from "./support/thrown-codes";

// Files run in the order of their names: this one is the last.
describe("the error codes", () => {
  it("are each thrown by some test before", function () {
    const suite = readdirSync(__dirname, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".test.ts") && !file.includes("node_modules"),
    );
    const missing = suite.filter((file) => require.cache[join(__dirname, file)] === undefined);
    if (missing.length > 0 && process.env.CI !== "true") {
      console.log(`      skipped: ${missing.length} files of the fast suite do not run this time`);
      this.skip();
    }
    const made = new Set([...madeErrors].map((name) => name.toLowerCase()));
    assert.deepEqual(
      errorCodes.filter((code) => !made.has(className(code))),
      [],
    );
  });
});

/** The name of the class in lower case: where its words begin, the code does not tell (POWERSHELL_MISSING, PowerShellMissing). */
function className(code: string): string {
  return `${code.replaceAll("_", "").toLowerCase()}error`;
}
