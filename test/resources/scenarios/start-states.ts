import assert from "node:assert/strict";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { createSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import type { RegistryValue } from "../../../provider/windows/registry-value";
import type { Scenario } from "./scenario";
import type { Scene } from "./scene";
import { titles } from "./titles";

const states: Readonly<Record<string, RegistryValue>> = {
  absent: { type: "absent" },
  "DWORD 0": { type: "REG_DWORD", data: "0" },
  "DWORD 2": { type: "REG_DWORD", data: "2" },
  "DWORD 7": { type: "REG_DWORD", data: "7" },
  "QWORD 2": { type: "REG_QWORD", data: "2" },
  "text 2": { type: "REG_SZ", data: "2" },
  binary: { type: "REG_BINARY", data: "02000000FF" },
};
const wanted = { none: 0, server: 1, both: 2 } as const;

/** From each state to each wanted value and back. */
export const startStates: readonly Scenario[] = Object.entries(states).map(([state, startValue]) => ({
  title: titles.startState(state),
  play: async (scene) => {
    const steps: Record<string, object> = {};
    for (const word of Object.keys(wanted) as (keyof typeof wanted)[])
      steps[word] = await thereAndBack(scene, startValue, word);
    return { cell: "put back", steps };
  },
}));

async function thereAndBack(
  scene: Scene,
  startValue: RegistryValue,
  behindNat: keyof typeof wanted,
): Promise<object> {
  const { windows } = scene;
  forgetEarlierVisits(scene);
  windows.setting = startValue;
  const before = windows.exportRegistry();
  const { id, outs } = await createSetting(scene.alone(), scene.inputs({ behindNat }));
  const number = wanted[behindNat];
  const kept = number === 0 && startValue.type === "absent";
  assert.deepEqual(windows.setting, kept ? startValue : { type: "REG_DWORD", data: String(number) });
  await deleteSetting(scene.alone(), id, outs);
  assert.deepEqual(windows.setting, startValue);
  forgetEarlierVisits(scene);
  assert.equal(windows.exportRegistry(), before, "nothing else was touched");
  return outs;
}

/** Without the marker that a destroy leaves, the next create meets the host for the first time. */
function forgetEarlierVisits({ windows }: Scene): void {
  windows.registry.delete(markerKey, markerName);
}
