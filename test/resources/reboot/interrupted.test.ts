import assert from "node:assert/strict";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

describe("an interrupt during a restart", () => {
  for (const [seconds, requests, boots] of [
    [10, [0, 0], 0],
    [40, [0], 1],
  ] as const) {
    const what = boots === 0 ? "while people are warned takes the request back" : "leaves it once it is down";
    it(`${what}, and nothing is left to undo after the run`, async () => {
      const scene = new Scene();
      await scene.writeSetting();
      const undone = new Set<() => Promise<void>>();
      const onInterrupt = (undo: () => Promise<void>) => {
        undone.add(undo);
        return () => undone.delete(undo);
      };
      scene.clock.setTimer(seconds * 1_000, () => {
        for (const undo of undone) void undo().catch(() => {});
      });
      const inputs = scene.inputs({ timeoutSeconds: 300 });
      const work = createReboot({ ...scene.context(), onInterrupt }, inputs);
      if (boots === 0) await unfinishedState(scene, work);
      else await scene.clock.runUntilSettled(work);
      assert.deepEqual([scene.requests, scene.windows.boots, undone.size], [requests, boots, 0]);
    });
  }
});
