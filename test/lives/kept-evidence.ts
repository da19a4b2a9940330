import { absent, dword } from "../../provider/windows/registry-value";
import { destroy, type KeptLife, up } from "./kept-life";

/** Lives in which what tells of boots was taken for more, or for less, than it shows; by what must not happen. */
export const keptEvidence: Readonly<Record<string, KeptLife>> = {
  "a value without effect that is set at each start, and that no proof tells, restarts the host a third time":
    {
      traits: { startValue: dword(2), bootId: { lateBySeconds: 400 }, bootEvents: false },
      program: { behindNat: "server" },
      steps: [
        { do: "at each start", set: dword(7) },
        up,
        { do: "edit", to: { behindNat: "none" } },
        { do: "up --refresh" },
        { do: "up --refresh" },
      ],
    },
  "a value that another stack wrote, and restarted the host for, restarts it again when it is adopted": {
    traits: { power: { bootSeconds: 5, settleSeconds: 0 } },
    steps: [
      {
        do: "up",
        events: [
          { at: 1, do: "power", returns: false },
          { at: 4, do: "interrupt" },
        ],
      },
      { do: "edit", to: { behindNat: "server" } },
      { do: "up", stack: "other" },
    ],
  },
  "a status that is not known restarts the host for what another hand set": {
    traits: { startValue: dword(1) },
    program: { behindNat: "server" },
    steps: [up, { do: "set", value: dword(2) }, { do: "edit", to: { ifUnknown: "reboot" } }, up],
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
  "a restart that a repair hides is not counted as undone, and a third one follows": {
    traits: { startValue: dword(2), bootId: "stuck" },
    program: { behindNat: "client" },
    steps: [
      { do: "at each start", set: dword(1) },
      up,
      { do: "up --refresh", events: [{ at: 19, do: "restart with numbers from 1" }] },
      { do: "up --refresh" },
    ],
  },
  "a setting that was replaced without a marker forgets what this boot found": {
    program: { behindNat: "server", bootMarker: false },
    steps: [up, { do: "up --replace" }, { do: "edit", to: { ifUnknown: "reboot" } }],
  },
  "the event of the write is never noted where its answer is lost": {
    traits: { bootId: "stuck" },
    program: { bootMarker: false },
    steps: [
      {
        do: "up",
        events: [
          { at: 3, do: "cut", when: "after" },
          { at: 8, do: "kill", when: "before" },
        ],
      },
    ],
  },
  "a write that a crash prevented is taken for what the boot found, after another resource has written the value":
    {
      traits: { power: { bootSeconds: 10, settleSeconds: 0, connections: "silent" } },
      steps: [
        { do: "up", events: [{ at: 3, do: "crash" }] },
        { do: "wait", seconds: 60 },
        { do: "edit", to: { name: "new" } },
        { do: "up", events: [{ at: 3, do: "kill", when: "after" }] },
      ],
    },
  "the event of a write in the boot before a crash is never noted, and the crash is overlooked": {
    traits: { bootId: "stuck" },
    program: { reboot: "never", bootMarker: false },
    steps: [{ do: "up", events: [{ at: 2, do: "crash" }] }, up],
  },
  "a cleared event log counts for nothing, although it holds the next start": {
    traits: { bootId: "stuck" },
    program: { behindNat: "server", bootMarker: false },
    steps: [
      up,
      { do: "up --refresh", events: [{ at: 2, do: "clear the event log" }] },
      destroy,
      up,
      { do: "destroy", events: [{ at: 1, do: "cut", when: "during" }] },
    ],
  },
  "a host where nothing tells of boots, and that boots faster than a look, is restarted with every run": {
    traits: { bootId: "missing", bootEvents: false, power: { bootSeconds: 0.4, settleSeconds: 0 } },
    program: { bootMarker: false },
    steps: [],
  },
  "a reverted virtual machine is taken for one that was restarted": {
    program: { bootMarker: false, reboot: "never" },
    steps: [
      up,
      { do: "take a checkpoint" },
      { do: "restart by hand" },
      { do: "refresh" },
      { do: "revert to the checkpoint" },
    ],
  },
  "a restart that nothing proves, and that something undid, leaves a difference for ever": {
    traits: { bootId: "stuck", bootEvents: false },
    program: { behindNat: "server", bootMarker: false },
    steps: [
      { do: "up", events: [{ at: 4, do: "at each start", set: { type: "REG_SZ", data: "2" } }] },
      { do: "up --refresh" },
    ],
  },
  "a setting that cannot tell a renumbered log from a cleared one is restarted for again": {
    traits: { bootId: "stuck" },
    program: { behindNat: "server", bootMarker: false },
    steps: [up, { do: "restart with numbers from 1" }, { do: "destroy --target reboot" }],
  },
  "a repair in place of the restart leaves a request that is neither over nor resumed": {
    program: { behindNat: "client", bootMarker: false },
    traits: { startValue: dword(2), power: { bootSeconds: 15, settleSeconds: 0 } },
    steps: [{ do: "up", events: [{ at: 11, do: "restart with numbers from 1" }] }],
  },
  "the event of a boot is forgotten once BootId is missing, and a deleted marker passes for a restart": {
    traits: { startValue: dword(1) },
    program: { behindNat: "client" },
    steps: [
      { do: "set", value: absent },
      up,
      { do: "bootId", behaves: "missing" },
      { do: "up --refresh" },
      { do: "spoil the marker", how: "gone" },
    ],
  },
  "a marker that another resource left before the write hides for ever that a restart is required": {
    program: { behindNat: "none" },
    steps: [
      up,
      { do: "edit", to: { name: "new" } },
      { do: "edit", to: { bootMarker: false } },
      { do: "edit", to: { behindNat: "both" } },
      up,
    ],
  },
};
