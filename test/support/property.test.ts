import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { checkAsyncProperty, checkProperty } from "./property";

const tests = resolve(__dirname, "..");
/** Who may run a property on their own: each takes PROPERTY_SEED, and prints its seed. */
const runners = ["lives/lives.wild.ts", "support/property.ts"];

describe("a property", () => {
  const given = process.env.PROPERTY_SEED;
  afterEach(() => {
    if (given === undefined) delete process.env.PROPERTY_SEED;
    else process.env.PROPERTY_SEED = given;
  });

  /** What a property that fails at the end was given, and what its failure says. */
  const failing = async () => {
    const values: number[] = [];
    const see = (value: number) => void values.push(value);
    checkProperty(fc.property(fc.integer(), see), { numRuns: 20 });
    const fail = fc.asyncProperty(fc.integer(), async () => false);
    const failure: unknown = await checkAsyncProperty(fail).catch((error: unknown) => error);
    return { values, said: String(failure) };
  };

  it("is given the same values again with PROPERTY_SEED, which its failure prints", async () => {
    process.env.PROPERTY_SEED = "1234567";
    const first = await failing();
    assert.match(first.said, /seed: 1234567\b/);
    assert.deepEqual((await failing()).values, first.values);
    process.env.PROPERTY_SEED = "1234568";
    assert.notDeepEqual((await failing()).values, first.values);
  });

  it("prints its seed without PROPERTY_SEED, too", async () => {
    delete process.env.PROPERTY_SEED;
    assert.match((await failing()).said, /seed: \d+/);
  });

  it("is run by test/support/property.ts alone, and by the lives", () => {
    const files = readdirSync(tests, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => file.replaceAll("\\", "/"));
    const users = files
      .map((file) => ({ file, text: readFileSync(join(tests, file), "utf8") }))
      .filter(({ text }) => text.includes('from "fast-check"'));
    assert.ok(users.length > 30, String(users.length));
    const run = users.filter(({ text }) => /\bfc\s*\.\s*(?:assert|check)\b/.test(text));
    assert.deepEqual(run.map(({ file }) => file).sort(), runners);
    const renamed = users.filter(
      ({ text }) => !/^import (?:type )?(?:\* as )?fc from "fast-check";$/m.test(text),
    );
    assert.deepEqual(
      renamed.map(({ file }) => file),
      [],
      "imported under another name",
    );
  });
});
