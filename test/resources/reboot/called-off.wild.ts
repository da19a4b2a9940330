import assert from "node:assert/strict";
import fc from "fast-check";
import { checkAsyncProperty } from "../../support/property";
import { acceptedBy, evidences, scene, up } from "./scarce-evidence";

describe("a restart that a person calls off", () => {
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
