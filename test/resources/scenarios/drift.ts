import assert from "node:assert/strict";
import { createSetting, updateSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { diffSetting } from "../../../provider/resources/setting/diff";
import { readSetting } from "../../../provider/resources/setting/read";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import type { Scenario } from "./scenario";
import { titles } from "./titles";

/** What another hand does to the value, shown by a refresh as its word, repaired by an update, and nothing left by a destroy. */
export const drifts: readonly Scenario[] = [
  drift(titles.driftOfValue, dword(1), "server"),
  drift(titles.driftOfType, { type: "REG_SZ", data: "2" }, 'REG_SZ "2"'),
  drift(titles.driftByDeletion, absent, "absent"),
];

function drift(title: string, value: RegistryValue, word: string): Scenario {
  return {
    title,
    play: async (scene) => {
      const { windows } = scene;
      const inputs = scene.inputs();
      const { id, outs } = await createSetting(scene.alone(), inputs);
      windows.setting = value;
      const before = windows.exportRegistry();
      const { props, inputs: shown } = await readSetting(scene.alone(), id, outs);
      assert.equal(windows.exportRegistry(), before, "a refresh writes nothing");
      assert.equal(shown.behindNat, word);
      assert.deepEqual(props.registryValue, value);
      assert.equal(diffSetting(props, inputs).changes, true);
      const repaired = await updateSetting(scene.alone(), id, props, inputs);
      assert.deepEqual(windows.setting, dword(2));
      await deleteSetting(scene.alone(), id, repaired.outs);
      assert.deepEqual(windows.setting, absent);
      return { cell: `both → ${word}`, steps: { refresh: props, repair: repaired.outs } };
    },
  };
}
