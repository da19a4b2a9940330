import assert from "node:assert/strict";
import fc from "fast-check";
import type { RebootOutputs } from "../../../provider/restart/reboot-state";
import type { Fault, FaultEffect } from "../../lab/simulated/faults";
import { type HalfOpenStage, seenHalfOpen } from "../../lab/simulated/half-open";
import { checkAsyncProperty } from "../../support/property";
import { Scene } from "./scene";
import { stateAfter } from "./state-after";

/** More of them by hand: `RUNS=1000 npx mocha …`. A failure prints its seed. */
const runs = Number(process.env.RUNS ?? 25);

const codes = [0, 1, 5, 21, 53, 87, 91, 166, 1115, 1190, 1722];

/** What shutdown.exe ends with where a restart comes, no matter who requested it; the middle two are the last 8 bits of the others. */
const takenCodes = [0, 91, 166, 1115, 1190];

const effect: fc.Arbitrary<FaultEffect> = fc.oneof(
  fc.record({
    kind: fc.constant("cut" as const),
    when: fc.constantFrom("before" as const, "during" as const, "after" as const),
  }),
  fc
    .record({
      kind: fc.constant("reply" as const),
      result: fc.record({
        exitCode: fc.constantFrom(...codes),
        output: fc.constantFrom("", "\r\n", "HKEY_LOCAL_MACHINE\\HARDWARE\\DESCRIPTION\\System\r\n"),
        errorOutput: fc.constantFrom("", "Zugriff verweigert(5)\r\n", "?(1190)\r\n", "?(1115)\r\n"),
      }),
      run: fc.boolean(),
    })
    // Windows that takes a request and says that it took none would lie, and without a marker nothing could tell.
    .map((reply) => ({ ...reply, run: reply.run && takenCodes.includes(reply.result.exitCode) })),
  fc.record({
    kind: fc.constant("program" as const),
    name: fc.constantFrom("shutdown", "reg", "wevtutil"),
    result: fc.record({ exitCode: fc.constantFrom(...codes) }),
  }),
  fc.record({ kind: fc.constant("silence" as const), run: fc.boolean() }),
  fc.record({ kind: fc.constant("delay" as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  fc.constant({ kind: "crash" as const }),
);

const fault: fc.Arbitrary<Fault> = fc.record({
  when: fc.constantFrom(
    /shutdown/,
    /^reg query "HKLM.HARDWARE.DESCRIPTION.System" -v \w+ & reg query "[^"]+" &/,
    /wevtutil/,
    /./,
  ),
  nth: fc.integer({ min: 1, max: 8 }),
  times: fc.integer({ min: 1, max: 3 }),
  effect,
});

/** From then on so many connections hang half open. */
const hang = fc.record({
  at: fc.integer({ min: 0, max: 200 }),
  stage: fc.constantFrom(...(Object.keys(seenHalfOpen) as HalfOpenStage[])),
  connections: fc.integer({ min: 1, max: 4 }),
});

/** The clocks on the wall are set then. */
const clockStep = fc.record({
  at: fc.integer({ min: 0, max: 200 }),
  bySeconds: fc.constantFrom(-86_400, -3_600, 61, 3_600),
});

const script = fc.record({
  faults: fc.array(fault, { maxLength: 4 }),
  hangs: fc.array(hang, { maxLength: 2 }),
  clockSteps: fc.array(clockStep, { maxLength: 2 }),
  bootId: fc.constantFrom("counts" as const, "missing" as const, "stuck" as const, { lateBySeconds: 20 }),
  marked: fc.boolean(),
  warningSeconds: fc.integer({ min: 5, max: 20 }),
  timeoutSeconds: fc.integer({ min: 21, max: 150 }),
  power: fc.record({
    shutdownSeconds: fc.integer({ min: 0, max: 10 }),
    bootSeconds: fc.constantFrom(0.4, 3, 15, 60),
    settleSeconds: fc.integer({ min: 0, max: 10 }),
    furtherBootsAfterSeconds: fc.constantFrom([], [], [1], [4, 0.5]),
    connections: fc.constantFrom("dropped" as const, "silent" as const),
  }),
  notReadyWhileBooting: fc.boolean(),
  exitCodeBits: fc.constantFrom(8 as const, 32 as const),
});

type Script = typeof script extends fc.Arbitrary<infer S> ? S : never;

/** How often Windows may take a request, at most. */
function mostRequests({ marked, bootId, power, hangs }: Script): number {
  // A boot that no look misses, on a host where nothing else tells of it, cannot be told from a request that came to nothing.
  // A look whose connection goes dark in silence waits 10 s, and then says no more than that it was slow.
  const longestMissed = power.connections === "silent" ? 10 : 1;
  const missesBoots = power.bootSeconds < longestMissed || hangs.length > 0;
  return !marked && bootId !== "counts" && missesBoots ? 2 : 1;
}

/** Plays the runs of a script, and judges each; evidence or not, Windows takes `most` requests. */
async function play(given: Script, most: number): Promise<void> {
  const scene = new Scene({ bootId: given.bootId, power: given.power });
  scene.windows.notReadyWhileBooting = given.notReadyWhileBooting;
  scene.windows.exitCodeBits = given.exitCodeBits;
  await scene.writeSetting(given.marked);
  scene.windows.faults.add(...given.faults);
  for (const { at, stage, connections } of given.hangs) {
    const stages = Array.from({ length: connections }, () => stage);
    scene.clock.setTimer(at * 1_000, () => scene.windows.hangingConnections.push(...stages));
  }
  for (const { at, bySeconds } of given.clockSteps)
    scene.clock.setTimer(at * 1_000, () => scene.clock.step(bySeconds * 1_000));
  const { warningSeconds, timeoutSeconds, marked } = given;
  const inputs = scene.inputs({ warningSeconds, timeoutSeconds, bootMarker: marked });
  let stored: RebootOutputs | undefined;
  // Every fault happens a few times only: where evidence is to be had, some next run gets there. A run can be short, and a boot long.
  const sure = marked && given.bootId === "counts";
  for (let run = 0; run < (sure ? 60 : 4); run++) {
    const startedAt = scene.clock.monotonic();
    const bootsBefore = scene.windows.boots;
    const ended = await stateAfter(scene, inputs, stored);
    const seconds = (scene.clock.monotonic() - startedAt) / 1_000;
    assert.ok(seconds <= timeoutSeconds + 1, `took ${seconds} s of ${timeoutSeconds} s`);
    if (ended?.status === "active") {
      assert.ok(scene.windows.boots > 0, "believed without a boot");
      assert.deepEqual(scene.windows.valueInForce, { type: "REG_DWORD", data: "2" });
    }
    // What was taken back, because it could not be read who had come since, is asked for again.
    const taken = scene.windows.shutdownRequests.filter(({ exitCode }) => exitCode === 0);
    const takenBack = taken.filter(({ commandLine }) => / -a$/.test(commandLine)).length;
    const accepted = taken.length - 2 * takenBack;
    assert.ok(accepted <= most, `asked ${accepted} times: ${scene.requests}, boots ${bootsBefore}`);
    stored = ended ?? stored;
    if (stored?.status === "active") break;
  }
  if (sure) assert.equal(stored?.status, "active", stored?.statusReason);
}

/** What the scripts that are kept have in common: a host on which nothing but its event log tells of a boot, and a quick one. */
const quick: Omit<Script, "faults" | "timeoutSeconds"> = {
  ...{ bootId: "stuck", marked: false, warningSeconds: 5 },
  power: {
    ...{ shutdownSeconds: 0, bootSeconds: 3, settleSeconds: 0, furtherBootsAfterSeconds: [] },
    connections: "silent",
  },
  ...{ notReadyWhileBooting: false, exitCodeBits: 8, hangs: [], clockSteps: [] },
};

/** Scripts that led to a second request once, though a host like theirs may miss a boot, by what they keep. */
const kept: Readonly<Record<string, Script>> = {
  "counts what may come of a second request from when that was sent, not from the first, which was lost minutes before":
    {
      ...quick,
      timeoutSeconds: 147,
      faults: [{ when: /shutdown/, nth: 1, times: 1, effect: { kind: "silence", run: false } }],
    },
  "counts the warning of a request whose answer was lost from when it was sent, not from when that was noticed":
    {
      ...quick,
      timeoutSeconds: 21,
      faults: [
        { when: /shutdown/, nth: 1, times: 1, effect: { kind: "silence", run: true } },
        {
          ...{ when: /wevtutil/, nth: 1, times: 1 },
          effect: { kind: "program", name: "wevtutil", result: { exitCode: 0 } },
        },
      ],
    },
  "does not take a request for one that came to nothing while no look is answered after it": {
    ...quick,
    timeoutSeconds: 42,
    faults: [
      { when: /./, nth: 7, times: 2, effect: { kind: "silence", run: false } },
      { when: /./, nth: 5, times: 2, effect: { kind: "delay", seconds: 5 } },
    ],
  },
};

describe("a restart among wild faults", () => {
  it("never believes a restart without a boot, never boots twice, and always ends by its deadline", async function () {
    this.timeout(runs * 2_000);
    const property = fc.asyncProperty(script, (given) => play(given, mostRequests(given)));
    await checkAsyncProperty(property, { numRuns: runs });
  });

  for (const [title, given] of Object.entries(kept)) it(title, () => play(given, 1));
});
