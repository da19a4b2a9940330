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
  "a clone with the same placeholder for a hardware id is taken for the machine": {
    traits: { placeholderHardware: true },
    program: { behindNat: "none" },
    steps: [up, { do: "address moves", to: "clone" }, { do: "up --refresh" }],
  },
  "a BootId that lags is taken for a restart": {
    traits: { bootId: { lateBySeconds: 400 } },
    program: { bootMarker: false, reboot: "never" },
    steps: [{ do: "restart by hand" }, up],
  },
  "a restart that the event log proves is pending again after a refresh, as BootId is stuck": {
    traits: { bootId: "stuck" },
    program: { bootMarker: false },
    steps: [up],
  },
  "a restart that no state remembers is repeated, as BootId is stuck": {
    traits: { bootId: "stuck" },
    program: { bootMarker: false },
    steps: [up, { do: "destroy --target reboot" }],
  },
  "a marker that somebody deletes is taken for a restart although the event log could tell": {
    traits: { bootId: "missing" },
    program: { reboot: "never" },
    steps: [up, { do: "spoil the marker", how: "gone" }],
  },
  "the same while the reboot begins": {
    traits: { bootId: "missing" },
    steps: [{ do: "up", events: [{ at: 3, do: "spoil the marker", how: "gone" }] }],
  },
  "a late BootId of the boot before the write is taken for the restart": {
    traits: { bootId: { lateBySeconds: 15 } },
    steps: [
      { do: "refuse the marker", refused: true },
      { do: "up", events: [{ at: 4, do: "set", value: dword(7) }] },
      { do: "up --replace", events: [{ at: 4, do: "set", value: absent }] },
    ],
  },
  "the BootId of a clone is taken for the restart of the machine": {
    traits: { placeholderHardware: true },
    program: { bootMarker: false },
    steps: [up, destroy, { do: "up --replace", events: [{ at: 6, do: "address moves", to: "clone" }] }],
  },
  "a value that something puts back at each start is restarted for without end": {
    steps: [
      { do: "up", events: [{ at: 1, do: "at each start", set: dword(1) }] },
      { do: "up --refresh" },
      { do: "up --refresh" },
    ],
  },
  "a value that the program ignores, and that was never written, blocks the stack": {
    steps: [
      { do: "edit", to: { ignoreBehindNat: true } },
      { do: "up", events: [{ at: 2, do: "crash" }] },
    ],
  },
  "a program that comes to ignore drift is never adopted": {
    steps: [
      { do: "up", events: [{ at: 2, do: "crash" }] },
      { do: "edit", to: { ignoreBehindNat: true } },
    ],
  },
  "a restart that found what another hand had set in the last moment counts as the restart of the change": {
    steps: [
      { do: "up", events: [{ at: 4, do: "set", value: absent }] },
      { do: "set", value: dword(2) },
    ],
  },
  "a restart that nothing can prove keeps a difference for ever": {
    traits: { bootId: "stuck", bootEvents: false },
    program: { bootMarker: false },
    steps: [],
  },
  "a restart by a repair, of which nothing tells, is overlooked although it may have found a foreign value": {
    traits: { bootId: "missing" },
    program: { bootMarker: false },
    steps: [up, { do: "refresh" }, { do: "set", value: dword(0) }, { do: "restart with numbers from 1" }],
  },
  "a proven restart is forgotten once the event log counts from the start again": {
    traits: { bootId: "stuck" },
    program: { bootMarker: false },
    steps: [up, { do: "restart with numbers from 1" }, up],
  },
  "a proven restart is forgotten once there is nonsense in the marker's place": {
    traits: { startValue: dword(2), bootId: "stuck" },
    program: { behindNat: "none" },
    steps: [
      { do: "up", events: [{ at: 2, do: "cut", when: "after" }] },
      { do: "up --refresh" },
      { do: "up --refresh", events: [{ at: 1, do: "spoil the marker", how: "nonsense" }] },
      { do: "edit", to: { onDelete: "remove" } },
    ],
  },
  "a restart that something undid counts as that of the change, and nothing follows once the value is right again":
    {
      program: { behindNat: "server" },
      steps: [
        { do: "up", events: [{ at: 1, do: "at each start", set: { type: "REG_SZ", data: "2" } }] },
        { do: "set", value: dword(1) },
      ],
    },
  "a setting whose write was cut never learns of a boot": {
    traits: { startValue: dword(2), bootId: "stuck" },
    program: { behindNat: "none" },
    steps: [
      { do: "up", events: [{ at: 2, do: "cut", when: "after" }] },
      { do: "up --refresh" },
      { do: "up --refresh", events: [{ at: 1, do: "spoil the marker", how: "nonsense" }] },
      { do: "edit", to: { reboot: "never" } },
      { do: "edit", to: { onDelete: "remove" } },
    ],
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
