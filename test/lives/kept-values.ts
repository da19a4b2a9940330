import { absent, dword } from "../../provider/windows/registry-value";
import { destroy, type KeptLife, up } from "./kept-life";

/** Lives in which a value, or a machine, was not what the program declares; by what must not happen. */
export const keptValues: Readonly<Record<string, KeptLife>> = {
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
  "a clone with the same placeholder for a hardware id is taken for the machine": {
    traits: { placeholderHardware: true },
    program: { behindNat: "none" },
    steps: [up, { do: "address moves", to: "clone" }, { do: "up --refresh" }],
  },
  "a marker that somebody deletes is taken for a restart although the event log could tell": {
    traits: { bootId: "missing" },
    program: { reboot: "never" },
    steps: [up, { do: "spoil the marker", how: "gone" }],
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
  "the value of a renamed resource is left by its destroy, as the write of its marker was cut": {
    program: { reboot: "never", onDelete: "remove" },
    steps: [
      up,
      { do: "edit", to: { name: "new" } },
      { do: "up", events: [{ at: 3, do: "cut", when: "during", afterWrites: 0 }] },
    ],
  },
};
