import assert from "node:assert/strict";
import { PartialFailureError } from "../../../provider/resources/context";
import { createSetting, updateSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import type { StoredSetting } from "../../../provider/resources/setting/stored-setting";
import { dword } from "../../../provider/windows/registry-value";
import { codeOf, thrownBy } from "./failure";
import { type Scenario, usualWays } from "./scenario";

/** A write whose answer is lost: the state keeps what was there before, and the next update goes on. */
export const cutWrite: Scenario = {
  title: "a link that is cut during the write, and the next update",
  options: { host: { startValue: dword(7) } },
  played: usualWays("powershell local"),
  play: async (scene) => {
    const { windows } = scene;
    windows.faults.add({ when: /reg add/, effect: { kind: "cut", when: "during" } });
    const error = await thrownBy(() => createSetting(scene.alone(), scene.inputs()));
    assert.ok(error instanceof PartialFailureError, String(error));
    assert.equal(codeOf(error), "UNREACHABLE", String(error));
    assert.deepEqual(error.properties.previous, dword(7));
    const kept = { ...scene.inputs(), ...error.properties } as unknown as StoredSetting;
    const { outs } = await updateSetting(scene.alone(), error.id, kept, scene.inputs());
    assert.deepEqual(windows.setting, dword(2));
    assert.deepEqual(outs.previous, dword(7));
    await deleteSetting(scene.alone(), error.id, outs);
    assert.deepEqual(windows.setting, dword(7));
    return { cell: "UNREACHABLE, then finished", steps: { "next update": outs } };
  },
};
