import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NotRestorableError } from "../../../provider/errors";
import { diffSetting } from "../../../provider/resources/setting/diff";
import type { RegistryValue } from "../../../provider/windows/registry-value";
import { settingName } from "../../lab/simulated/simulated-windows";
import { inputsFor, Life } from "./life";

interface StartState {
  readonly name: string;
  readonly value: RegistryValue;
  /** The letter case in which the value's name was written. */
  readonly spelling?: string;
  readonly refused?: boolean;
}

const file = join(__dirname, "../../cases/start-states/start-states.json");
const startStates = JSON.parse(readFileSync(file, "utf8")) as StartState[];
const wanted = { none: "0", server: "1", both: "2" } as const;

for (const { name, value, spelling, refused } of startStates) {
  describe(`a host that starts with ${name}`, () => {
    for (const [behindNat, number] of Object.entries(wanted) as [keyof typeof wanted, string][]) {
      const satisfied =
        (value.type === "absent" && behindNat === "none") ||
        (value.type === "REG_DWORD" && "data" in value && value.data === number);
      const mayWrite = refused !== true;

      it(`${mayWrite || satisfied ? "becomes" : "is refused"} ${behindNat}${mayWrite ? ", and gets back what it had" : ", untouched"}`, async () => {
        const life = new Life();
        if (value.type !== "absent")
          life.windows.registry.set(life.windows.settingKey, spelling ?? settingName, value);
        const before = life.registry();
        if (!mayWrite) {
          const complete = life.windows.exportRegistry();
          await assert.rejects(life.run().create(inputsFor(behindNat)), NotRestorableError);
          assert.equal(life.windows.exportRegistry(), complete);
          assert.equal(life.windows.commands.length, 1);
          return;
        }
        const state = await life.run().create(inputsFor(behindNat));
        if (satisfied) assert.equal(life.registry(), before);
        else assert.deepEqual(life.windows.setting, { type: "REG_DWORD", data: number });
        assert.ok(life.windows.commands.length <= 3, "create takes three round trips");
        assert.deepEqual(state.outs.previous, value);
        assert.equal(diffSetting(state.outs, inputsFor(behindNat)).changes, false);
        const seen = await life.run().refresh(state);
        assert.equal(diffSetting(seen.outs, inputsFor(behindNat)).changes, false);
        await life.run().delete(seen);
        assert.equal(life.registry(), before);
      });
    }
  });
}
