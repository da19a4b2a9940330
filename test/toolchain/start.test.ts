import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { checkout } from "../support/documents";

describe("npm start", () => {
  for (const words of [["flet"], ["fleet", "now"], [""], ["../toolchain/lab"]]) {
    it(`names the demos that there are before it sets anything up: ${JSON.stringify(words.join(" "))}`, () => {
      const start = join(checkout, "test", "toolchain", "start.mjs");
      const { status, stdout, stderr } = spawnSync(process.execPath, [start, ...words], { encoding: "utf8" });
      assert.equal(stdout, "");
      assert.match(
        stderr,
        /^start: there is no demo ".*"; there are one-host and fleet: npm start -- fleet\n$/,
      );
      assert.equal(status, 2);
    });
  }
});
