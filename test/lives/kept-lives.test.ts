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
const destroy: Step = { do: "destroy" };

/** What must not happen, and the shortest life in which it did. */
const kept: Readonly<Record<string, KeptLife>> = {
  "a machine that comes to the address between look and request is restarted": {
    program: { bootMarker: false },
    steps: [{ do: "up", events: [{ at: 4, do: "address moves", to: "stranger" }] }],
  },
  "drift that the program ignores blocks the stack": {
    steps: [
      { do: "edit", to: { ignoreBehindNat: true } },
      up,
      { do: "set", value: absent },
      { do: "up --refresh" },
    ],
  },
  "a status that is not known restarts the host for what another hand set": {
    traits: { startValue: dword(1) },
    program: { behindNat: "server" },
    steps: [up, { do: "set", value: dword(2) }, { do: "edit", to: { ifUnknown: "reboot" } }, up],
  },
  "a destroy that lost its link is followed by a restart with the value removed": {
    steps: [up, { do: "destroy", events: [{ at: 2, do: "cut", when: "during" }] }, up],
  },
  "a destroy forgets a machine while another one answers": {
    steps: [up, { do: "address moves", to: "stranger" }, destroy],
  },
  "a destroy forgets a machine that is exchanged as it begins": {
    steps: [up, { do: "destroy", events: [{ at: 1, do: "address moves", to: "clone" }] }],
  },
  "the delete of a renamed resource that was left over undoes what the new one declares": {
    steps: [
      up,
      { do: "edit", to: { name: "new" } },
      { do: "up", events: [{ at: 3, do: "kill", when: "before" }] },
    ],
  },
  "the delete of a renamed resource that was protected undoes what the new one declares": {
    steps: [{ do: "edit", to: { protect: true } }, up, { do: "edit", to: { name: "new" } }, up],
  },
  "the delete of a replaced resource that was left over undoes what its successor declares": {
    steps: [up, { do: "up --replace", events: [{ at: 3, do: "kill", when: "before" }] }],
  },
  "a program that comes to declare what another hand had set is never adopted": {
    program: { behindNat: "client" },
    steps: [
      up,
      { do: "destroy --target reboot" },
      { do: "edit", to: { behindNat: "both" } },
      { do: "set", value: dword(2) },
    ],
  },
  "the restart of an earlier change, called off by a person, keeps a difference for ever": {
    steps: [
      { do: "up", events: [{ at: 6, do: "shutdown -a" }] },
      { do: "edit", to: { behindNat: "client" } },
    ],
  },
  "a marker is written from a look at an earlier boot": {
    steps: [up, destroy, { do: "up", events: [{ at: 2, do: "restart by hand" }] }],
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
