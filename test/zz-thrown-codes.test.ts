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
    assert.deepEqual(
      errorCodes.filter((code) => !madeErrors.has(className(code))),
      [],
    );
  });
});

function className(code: string): string {
  const words = code.toLowerCase().split("_");
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}Error`;
}
