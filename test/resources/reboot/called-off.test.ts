import assert from "node:assert/strict";
import fc from "fast-check";
import { PartialFailureError } from "../../../provider/resources/context";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { checkAsyncProperty } from "../../support/property";
import { Scene } from "./scene";

/** What there is to tell one boot from the next, beside the marker. */
const evidences = ["all", "no BootId", "no event log", "nothing"] as const;

async function scene(marked: boolean, evidence: (typeof evidences)[number]) {
  const ours = new Scene({
    bootId: evidence === "no BootId" || evidence === "nothing" ? "missing" : "counts",
    power: { bootSeconds: 8, settleSeconds: 3 },
  });
  await ours.writeSetting(marked);
  if (evidence === "no event log" || evidence === "nothing") {
    ours.windows.eventLog.clear();
    ours.windows.power.listen({ booted: () => ours.windows.eventLog.clear() });
  }
  const inputs = ours.inputs({
    warningSeconds: 20,
    timeoutSeconds: 200,
    bootMarker: marked,
    ifUnknown: "reboot",
    setting: ours.facts({
      valueAtBoot: { type: "absent" },
      ...(evidence === "nothing" ? { bootEvidence: {} } : {}),
    }),
  });
  return { ours, inputs };
}

/** One run, as the engine does it; the state after it. */
async function up(ours: Scene, inputs: RebootInputs, stored?: RebootOutputs): Promise<RebootOutputs> {
  if (stored !== undefined && !diffReboot(stored, inputs).changes) return stored;
  const context = ours.context();
  const work =
    stored === undefined ? createReboot(context, inputs) : updateReboot(context, "id", stored, inputs);
  try {
    return (await ours.clock.runUntilSettled(work)).outs;
  } catch (error) {
    assert.ok(error instanceof PartialFailureError, String(error));
    return error.properties as unknown as RebootOutputs;
  }
}

/** How many requests Windows accepted. */
const acceptedBy = (ours: Scene) =>
  ours.windows.shutdownRequests.filter(
    ({ commandLine, exitCode }) => exitCode === 0 && !/ -a\b/.test(commandLine),
  ).length;

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

  it("is not asked for again in the same run, whichever looks are lost", async function () {
    this.timeout(60_000);
    const script = fc.record({
      marked: fc.boolean(),
      evidence: fc.constantFrom(...evidences),
      abortAt: fc.integer({ min: 1, max: 19 }),
      lostLooks: fc.array(
        fc.record({
          nth: fc.integer({ min: 1, max: 12 }),
          times: fc.integer({ min: 1, max: 4 }),
          when: fc.constantFrom("before" as const, "during" as const, "after" as const),
        }),
        { maxLength: 3 },
      ),
    });
    await checkAsyncProperty(
      fc.asyncProperty(script, async ({ marked, evidence, abortAt, lostLooks }) => {
        const { ours, inputs } = await scene(marked, evidence);
        ours.clock.setTimer(abortAt * 1_000, () => void ours.windows.execute("shutdown -a"));
        ours.windows.faults.add(
          ...lostLooks.map(({ nth, times, when }) => ({
            when: (line: string) => /AutoLogonChecked/.test(line) && !/Servicing/.test(line),
            nth,
            times,
            effect: { kind: "cut" as const, when },
          })),
        );
        await up(ours, inputs);
        assert.deepEqual([acceptedBy(ours), ours.windows.boots], [1, 0]);
      }),
      { numRuns: Number(process.env.RUNS ?? 40) },
    );
  });
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
