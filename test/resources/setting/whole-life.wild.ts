import assert from "node:assert/strict";
import fc from "fast-check";
import { isSatisfiedBy, wantedNumber } from "../../../provider/nat-traversal/nat-traversal-value";
import type { BehindNat } from "../../../provider/nat-traversal/setting-state";
import { diffSetting } from "../../../provider/resources/setting/diff";
import {
  absent,
  describeValue,
  dword,
  type RegistryValue,
  sameValue,
} from "../../../provider/windows/registry-value";
import { settingName } from "../../lab/simulated/simulated-windows";
import { checkAsyncProperty } from "../../support/property";
import { cutDuringWrite, progress, stateOf } from "./cut";
import { inputsFor, Life, type State } from "./life";

type Step =
  | { readonly step: "up"; readonly behindNat: BehindNat }
  | { readonly step: "cut up"; readonly behindNat: BehindNat; readonly reached: (typeof progress)[number] }
  | { readonly step: "drift"; readonly value: RegistryValue }
  | { readonly step: "refresh" | "restart" };

const behindNat = fc.constantFrom<BehindNat>("none", "client", "server", "both", 0, 1, 2);
const restorable = fc.constantFrom<RegistryValue>(
  ...[absent, dword(0), dword(1), dword(2), dword(7), { type: "REG_SZ", data: "2" } as const],
  ...[{ type: "REG_QWORD", data: "2" } as const, { type: "REG_BINARY", data: "02" } as const],
);
const anyValue = fc.oneof(restorable, fc.constant<RegistryValue>({ type: "REG_MULTI_SZ", data: "x" }));
const steps = fc.array(
  fc.oneof(
    fc.record({ step: fc.constant("up" as const), behindNat }),
    fc.record({ step: fc.constant("cut up" as const), behindNat, reached: fc.constantFrom(...progress) }),
    fc.record({ step: fc.constant("drift" as const), value: anyValue }),
    fc.record({ step: fc.constantFrom("refresh" as const, "restart" as const) }),
  ),
  { maxLength: 6 },
);

/** What is known of the setting without looking at how it is done: the values that are ours to put back. */
class Model {
  ours: RegistryValue[] = [];
  /** What a marker announces whose write was cut: nothing tells that write, should it come late, from somebody else's of the same value. */
  private announced: RegistryValue | undefined;

  /** A boot takes the marker away. */
  booted(): void {
    this.announced = undefined;
  }

  /** A host was looked at and the declaration brought about. */
  converged(found: RegistryValue, declared: BehindNat): void {
    this.ours = [brought(found, declared)];
    this.announced = undefined;
  }

  /** A look tells which of two values a write that was cut has left. */
  seen(found: RegistryValue): void {
    if (!this.ours.some((value) => sameValue(value, found))) return;
    this.ours = this.announced === undefined ? [found] : [found, this.announced];
  }

  /** A write was cut: what was ours when the host was looked at may still be there. */
  cut(found: RegistryValue, declared: BehindNat, reached: (typeof progress)[number]): void {
    const before = this.ours.find((value) => sameValue(value, found)) ?? this.ours.at(-1) ?? found;
    this.ours = [before, brought(found, declared)];
    if (reached !== "nothing") this.announced = brought(found, declared);
  }
}

/** What a run leaves: a value that satisfies the declaration is adopted as it is. */
function brought(found: RegistryValue, declared: BehindNat): RegistryValue {
  return isSatisfiedBy(found, declared) ? found : dword(wantedNumber(declared));
}

async function live(life: Life, model: Model, state: State, step: Step): Promise<State> {
  const { windows } = life;
  switch (step.step) {
    case "drift":
      windows.setting = step.value;
      return state;
    case "restart":
      windows.boot();
      model.booted();
      return state;
    case "refresh": {
      const before = windows.exportRegistry();
      const seen = await life.run().refresh(state);
      assert.equal(windows.exportRegistry(), before, "a refresh writes nothing");
      model.seen(windows.setting);
      return seen;
    }
    case "up": {
      const run = life.run();
      const found = windows.setting;
      const after = await run.up(state, inputsFor(step.behindNat));
      if (run.connections === 0) return after;
      model.converged(found, step.behindNat);
      assert.ok(isSatisfiedBy(windows.setting, step.behindNat));
      assert.equal(diffSetting(after.outs, inputsFor(step.behindNat)).changes, false);
      return after;
    }
    case "cut up": {
      const inputs = inputsFor(step.behindNat);
      const found = windows.setting;
      const run = life.run();
      cutDuringWrite(windows, step.reached);
      const work = run.up(state, inputs);
      const outcome = await work.then(
        (finished) => ({ finished }),
        async () => ({ kept: await stateOf(work, inputs) }),
      );
      Reflect.deleteProperty(windows, "deliver");
      if ("kept" in outcome) {
        model.cut(found, step.behindNat, step.reached);
        return outcome.kept;
      }
      if (run.connections > 0) model.converged(found, step.behindNat);
      return outcome.finished;
    }
  }
}

describe("a whole life of a setting, whatever happens in it", () => {
  it("ends any life of a setting with the original value, but leaves somebody else's", async () => {
    await checkAsyncProperty(
      fc.asyncProperty(restorable, behindNat, steps, async (start, declared, happenings) => {
        const life = new Life({ startValue: start });
        const { windows } = life;
        const others = otherLines(life);
        const model = new Model();
        let state = await life.run().create(inputsFor(declared));
        model.converged(start, declared);
        for (const step of happenings) {
          state = await live(life, model, state, step);
          assert.ok(
            sameValue(state.outs.previous, start),
            `previous is ${describeValue(state.outs.previous)}`,
          );
          assert.deepEqual(JSON.parse(JSON.stringify(state.outs)), state.outs);
        }
        const last = windows.setting;
        await life.run().delete(state);
        const isOurs = model.ours.some((value) => sameValue(value, last));
        assert.deepEqual(windows.setting, isOurs ? start : last);
        assert.equal(otherLines(life), others, "nothing else was touched");
        assert.ok(windows.commands.every((line) => !/reg delete "[^"]*" (?!-v )/.test(line)));
      }),
      { numRuns: Number(process.env.RUNS ?? 50) },
    );
  }).timeout(20_000);
});

/** The registry without the setting and its marker. */
function otherLines(life: Life): string {
  return life
    .registry()
    .split("\n")
    .filter((line) => !line.includes(settingName))
    .join("\n");
}
