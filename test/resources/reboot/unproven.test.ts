import assert from "node:assert/strict";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { readReboot } from "../../../provider/resources/reboot/read";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

describe("a restart that nothing can prove", () => {
  it("leaves a status that is not known, no difference, and no second request", async () => {
    const scene = new Scene({ bootId: "stuck" });
    scene.windows.eventLog.clear();
    scene.windows.eventLog.add = () => {};
    await scene.writeSetting(false);
    const inputs = scene.inputs({ bootMarker: false });
    const failed = await unfinishedState(scene, createReboot(scene.context(), inputs));
    assert.equal(failed.status, "unknown");
    const { props } = await readReboot(scene.context(), "id", failed);
    assert.equal(props.status, "unknown");
    assert.match(props.statusReason, /requested at .*, and nothing proves that it came .*by hand/);
    assert.equal(diffReboot(props, inputs).changes, false);
    const { outs } = await scene.clock.runUntilSettled(updateReboot(scene.context(), "id", failed, inputs));
    assert.equal(outs.status, "unknown");
    assert.equal(diffReboot(outs, inputs).changes, false);
    assert.deepEqual([scene.windows.boots, scene.requests], [1, [0]]);
  });
});
