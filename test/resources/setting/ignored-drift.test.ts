import assert from "node:assert/strict";
import fc from "fast-check";
import { settingInputNames } from "../../../provider/nat-traversal/setting-inputs";
import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import { checkSetting } from "../../../provider/resources/setting/check";
import { diffSetting } from "../../../provider/resources/setting/diff";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { checkProperty } from "../../support/property";
import { connectionTo, inputsFor, Life, type State } from "./life";

const foreign: readonly RegistryValue[] = [
  absent,
  dword(7),
  { type: "REG_SZ", data: "2" },
  { type: "REG_SZ", data: 'a "quoted" one' },
  { type: "REG_MULTI_SZ", data: "x" },
  { type: "REG_QWORD", data: "2" },
];

/** Inputs as the engine hands them in where the changes of `behindNat` are ignored. */
function ignoring({ inputs }: State, others: Partial<SettingInputs> = {}): SettingInputs {
  return { ...inputsFor("both", others), ...(inputs as Pick<SettingInputs, "behindNat">), ...others };
}

describe("drift that a program ignores", () => {
  for (const value of foreign) {
    const words = "data" in value ? `${value.type} ${value.data}` : value.type;

    async function drifted() {
      const life = new Life();
      const created = await life.run().create(inputsFor("both"));
      life.windows.setting = value;
      const seen = await life.run().refresh(created);
      life.windows.commands.length = 0;
      return { life, created, seen };
    }

    it(`stays through an up, contacting no host for options alone: ${words}`, async () => {
      const { life, created, seen } = await drifted();
      assert.equal((await life.run().up(seen, ignoring(seen))).outs, seen.outs);
      const news = ignoring(seen, { timeouts: { connectSeconds: 5 } });
      assert.doesNotMatch(diffSetting(seen.outs, news).warnings.join(), /will be written/);
      const { outs } = await life.run().up(seen, news);
      assert.deepEqual(life.windows.commands, []);
      assert.equal(outs.changeId, created.outs.changeId);
    });

    it(`stays through an update that observes the host, and is no change of ours: ${words}`, async () => {
      const { life, created, seen } = await drifted();
      const before = life.windows.exportRegistry();
      const connection = { ...connectionTo("vpn01"), password: "rotated" };
      const { outs } = await life.run().up(seen, ignoring(seen, { connection }));
      assert.equal(life.windows.exportRegistry(), before);
      assert.equal(life.windows.commands.length, 1);
      const { changeId, applied, previous } = created.outs;
      assert.deepEqual({ changeId, applied, previous }, pick(outs, ["changeId", "applied", "previous"]));
      assert.deepEqual(outs.registryValue, value);
      await life.run().delete({ ...seen, outs });
      assert.deepEqual(life.windows.setting, value);
    });

    it(`is repaired as soon as the program ignores it no more: ${words}`, async () => {
      const { life, seen } = await drifted();
      const ignored = await life.run().up(seen, ignoring(seen, { onDelete: "remove" }));
      await life.run().up({ ...ignored, inputs: ignoring(seen) }, inputsFor("both"));
      assert.deepEqual(life.windows.setting, dword(2));
    });
  }

  it("is left on a machine that the program accepts, as what was there", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both"));
    life.windows.setting = absent;
    const seen = await life.run().refresh(created);
    const other = life.addHost("vpn01", { machineGuid: "o", computerName: "OTHER", startValue: dword(1) });
    const { outs } = await life.run().up(seen, ignoring(seen, { acceptMachine: true }));
    assert.deepEqual(other.setting, dword(1));
    assert.deepEqual(pick(outs, ["previous", "applied"]), { previous: dword(1), applied: dword(1) });
  });

  it("is taken by check, whichever of the inputs that a refresh returned come back", async () => {
    const life = new Life();
    const created = await life.run().create(inputsFor("both"));
    const states: State[] = [];
    for (const value of foreign) {
      life.windows.setting = value;
      states.push(await life.run().refresh(created));
    }
    const names = fc.subarray([...settingInputNames]);
    checkProperty(
      fc.property(fc.constantFrom(...states), names, ({ inputs }, ignored) => {
        const old = inputs as Record<string, unknown>;
        const news = Object.fromEntries(
          Object.entries({ ...inputsFor("server"), ...pick(old, ignored) }).filter(
            ([, value]) => value !== undefined,
          ),
        );
        assert.deepEqual(checkSetting(old, news), []);
      }),
    );
  });
});

function pick(fields: object, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, Reflect.get(fields, name)]));
}
