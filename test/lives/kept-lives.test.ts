import assert from "node:assert/strict";
import { absent, dword } from "../../provider/windows/registry-value";
import type { Life, Program, Step, Traits } from "./life";
import { play } from "./play";
import { inWords } from "./words";

/** A life that once broke a promise. */
interface KeptLife extends Pick<Life, "steps"> {
  readonly traits?: Partial<Traits>;
  readonly program?: Partial<Program>;
}

const host: Traits = {
  startValue: absent,
  bootId: "counts",
  bootEvents: true,
  power: { bootSeconds: 10, settleSeconds: 0 },
};
const program: Program = { name: "old", behindNat: "both", reboot: "ifRequired" };
const up: Step = { do: "up" };

/** What must not happen, and the shortest life in which it did. */
const kept: Readonly<Record<string, KeptLife>> = {
  "a machine that comes to the address between look and request is restarted": {
    program: { bootMarker: false },
    steps: [{ do: "up", events: [{ at: 4, do: "address moves", to: "stranger" }] }],
  },
  "drift that the program ignores blocks the stack": {
    steps: [{ do: "edit", to: { ignoreBehindNat: true } }, up, { do: "set", value: absent }],
  },
  "a status that is not known restarts the host for what another hand set": {
    traits: { startValue: dword(1) },
    program: { behindNat: "server" },
    steps: [up, { do: "set", value: dword(2) }, { do: "edit", to: { ifUnknown: "reboot" } }, up],
  },
  "a destroy that lost its link is followed by a restart with the value removed": {
    steps: [up, { do: "destroy", events: [{ at: 2, do: "cut", when: "during" }] }, up],
  },
};

describe("lives that once broke a promise", () => {
  for (const [title, { traits, program: changed, steps }] of Object.entries(kept)) {
    it(`no longer: ${title}`, async () => {
      const life: Life = { traits: { ...host, ...traits }, program: { ...program, ...changed }, steps };
      const outcome = await play(life);
      assert.deepEqual(outcome?.broken ?? [], [], inWords(life));
    });
  }
});
