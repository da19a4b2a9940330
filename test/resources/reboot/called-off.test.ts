import assert from "node:assert/strict";
import type { RebootOutputs } from "../../../provider/restart/reboot-state";
import { acceptedBy, evidences, scene, up } from "./scarce-evidence";

describe("a restart that a person calls off", () => {
  for (const marked of [true, false]) {
    for (const evidence of evidences) {
      it(`is asked for again by the next run, not by the same one (${marked ? "marker" : "no marker"}, ${evidence})`, async () => {
        const { ours, inputs } = await scene(marked, evidence);
        ours.clock.setTimer(5_000, () => void ours.windows.execute("shutdown -a"));
        let stored = await up(ours, inputs);
        assert.equal(acceptedBy(ours), 1);
        assert.equal(ours.windows.boots, 0);
        assert.match(stored.statusReason, /^REBOOT_TIMEOUT.*did not go down/);
        stored = await up(ours, inputs, stored);
        assert.equal(ours.windows.boots, 1, stored.statusReason);
        assert.equal(acceptedBy(ours), 2);
        if (evidence !== "nothing" || marked) assert.equal(stored.status, "active", stored.statusReason);
      });
    }
  }
});

describe("a request that is lost without a marker", () => {
  for (const evidence of evidences) {
    for (const run of [true, false]) {
      it(`leads to one boot (${evidence}, ${run ? "it ran" : "it never ran"})`, async () => {
        const { ours, inputs } = await scene(false, evidence);
        ours.windows.faults.add({
          when: /shutdown/,
          effect: run ? { kind: "cut", when: "during" } : { kind: "reply", result: { exitCode: 0 } },
        });
        let stored: RebootOutputs | undefined;
        for (let runs = 0; runs < 3 && ours.windows.boots === 0; runs++)
          stored = await up(ours, inputs, stored);
        stored = await up(ours, inputs, stored);
        assert.equal(ours.windows.boots, 1);
        assert.equal(acceptedBy(ours), 1);
        if (evidence !== "nothing") assert.equal(stored.status, "active", stored.statusReason);
      });
    }
  }

  it("is made again after a silence that outlasts the warning", async () => {
    const { ours, inputs } = await scene(false, "all");
    ours.windows.faults.add({ when: /shutdown/, effect: { kind: "silence" } });
    const stored = await up(ours, { ...inputs, timeoutSeconds: 400 });
    assert.deepEqual([stored.status, ours.windows.boots], ["active", 1]);
  });

  it("is not made again by a later run before nothing can come of the last one", async () => {
    const { ours, inputs } = await scene(false, "all");
    const startedAt = ours.clock.now();
    ours.windows.faults.add({ when: /shutdown/, times: 2, effect: { kind: "silence" } });
    const slow = { ...inputs, warningSeconds: 120, timeoutSeconds: 121 };
    let stored = await up(ours, slow);
    assert.deepEqual(ours.requests, []);
    const { requested, requestedAgain } = stored.lastReboot ?? {};
    const seconds = [requested, requestedAgain].map((at) => (Date.parse(at ?? "") - startedAt) / 1_000);
    assert.deepEqual(seconds, [0, 120], "sent at once, and lost for the second time at the deadline");
    while (ours.requests.length === 0) stored = await up(ours, slow, stored);
    const asked = ((ours.windows.shutdownRequests[0]?.at ?? 0) - startedAt) / 1_000;
    assert.ok(asked >= 120 + 120 + 120, `asked again after ${asked} s`);
  });
});
