import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { settingInputNames } from "../../../provider/nat-traversal/setting-inputs";
import { checkSetting } from "../../../provider/resources/setting/check";
import { withoutValues } from "../../../provider/validation/check-failure";
import { unknownSentinel } from "../../../provider/validation/schema";
import { checkProperty } from "../../support/property";
import { inputs } from "./stored-fixture";

interface CheckCase {
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly failures: readonly { readonly property: string; readonly says: string }[];
}

const folder = join(__dirname, "../../cases/check-setting");

describe("the check of a setting", () => {
  for (const file of readdirSync(folder).sort()) {
    describe(file.replace(/\.json$/, ""), () => {
      const cases = JSON.parse(readFileSync(join(folder, file), "utf8")) as CheckCase[];
      for (const { name, inputs, failures } of cases) {
        it(name, () => {
          const found = checkSetting({}, inputs);
          for (const { property, says } of failures) {
            const match = found.find(
              (failure) => failure.property === property && new RegExp(says).test(failure.reason),
            );
            assert.ok(match, `no failure of ${property} says ${says}: ${JSON.stringify(found)}`);
          }
          assert.equal(found.length, failures.length, JSON.stringify(found));
          assert.doesNotMatch(JSON.stringify(found), /canary/);
        });
      }
    });
  }

  it("never judges old inputs, and does not change what it is given", () => {
    const news = { connection: { transport: "ssh" }, behindNat: 3 };
    const before = structuredClone(news);
    const olds = { behindNat: 'REG_SZ "2"', connection: "gone", mess: 1 };
    assert.deepEqual(checkSetting(olds, news), checkSetting({}, news));
    assert.deepEqual(news, before);
  });

  it("takes the word for what a refresh found where it comes back as the old input, and nowhere else", () => {
    for (const word of ["absent", 'REG_SZ "2"', "REG_DWORD 7", "REG_MULTI_SZ (4 bytes)"]) {
      const found = { ...inputs, behindNat: word };
      assert.deepEqual(checkSetting(found, found), [], word);
      assert.deepEqual(
        checkSetting(found, { ...found, onDelete: "undo" }).length,
        1,
        "other faults are seen",
      );
      for (const olds of [{}, undefined, inputs, { ...found, behindNat: `${word} ` }])
        assert.equal(checkSetting(olds, found).length, 1, word);
    }
    assert.equal(checkSetting({ behindNat: 3 }, { ...inputs, behindNat: 3 }).length, 1);
  });

  it("gives the engine no property name: it would print the property's value, password and all", () => {
    assert.deepEqual(withoutValues([{ property: "connection", reason: "connection.port must be whole" }]), [
      { property: "", reason: "connection.port must be whole" },
    ]);
  });

  it("answers anything with failures that name a top-level input, without throwing and without a secret", () => {
    const secret = fc.constant("canary-Pa55w0rd");
    const anything = fc.oneof(fc.anything({ maxDepth: 2 }), fc.constant(unknownSentinel));
    const hidden = fc.oneof(secret, fc.record({ env: secret }), fc.record({ fil: secret }), fc.array(secret));
    const connection = fc.record(
      {
        transport: anything,
        host: hidden,
        port: anything,
        user: hidden,
        password: hidden,
        privateKey: hidden,
        hostKey: hidden,
      },
      { requiredKeys: [] },
    );
    const inputs = fc.record(
      {
        ...Object.fromEntries(settingInputNames.map((name) => [name, anything])),
        connection: fc.oneof(anything, connection),
        behindNat: fc.oneof(anything, fc.constantFrom("none", "both", 0, 2)),
      },
      { requiredKeys: [] },
    );
    checkProperty(
      fc.property(inputs, (news) => {
        const failures = checkSetting({}, news);
        for (const { property, reason } of failures) {
          assert.ok((settingInputNames as readonly string[]).includes(property), property);
          assert.ok(reason.startsWith(property), reason);
        }
        assert.doesNotMatch(JSON.stringify(failures), /canary/);
      }),
      { numRuns: 300 },
    );
  });
});
