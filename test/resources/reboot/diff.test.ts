import assert from "node:assert/strict";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import type { StoredReboot } from "../../../provider/resources/reboot/last-reboot";
import { rebootInputNames } from "../../../provider/restart/reboot-inputs";
import type { LastReboot, RebootInputs } from "../../../provider/restart/reboot-state";
import { dword } from "../../../provider/windows/registry-value";
import { inputs as ofSetting, stored as storedSetting } from "../setting/stored-fixture";

const inputs: RebootInputs = {
  connection: ofSetting.connection,
  triggers: { change: "c1" },
  setting: { id: "s1", ...storedSetting },
  warningSeconds: 20,
};

const proven: LastReboot = {
  change: "c1",
  requested: "2026-01-01T00:00:00.000Z",
  evidence: "the marker is gone",
};
const { evidence: _, ...unproven } = proven;

const stored: StoredReboot = {
  ...inputs,
  host: "vpn01",
  status: "active",
  statusReason: "It was.",
  lastReboot: proven,
  pendingReasons: [],
  __stateVersion: 1,
};

const diff = (olds: Partial<StoredReboot>, news: object = {}) =>
  diffReboot({ ...stored, ...olds }, { ...inputs, ...news } as RebootInputs);

describe("the diff of a reboot", () => {
  it("sees no change, and says nothing, where the inputs equal those in the state and the status is active", () => {
    assert.deepEqual(diff({}), { changes: false, warnings: [] });
  });

  it("is not changed by what it is told of its setting", () => {
    assert.deepEqual(diff({}, { setting: { ...inputs.setting, applied: dword(1) } }), {
      changes: false,
      warnings: [],
    });
  });

  const others: Readonly<Record<string, unknown>> = {
    connection: { ...ofSetting.connection, password: "rotated" },
    warningSeconds: 30,
    timeoutSeconds: 60,
    ifUnknown: "reboot",
    bootMarker: false,
  };
  for (const [name, value] of Object.entries(others)) {
    it(`calls another ${name} a change, and announces no restart for it`, () => {
      assert.ok((rebootInputNames as readonly string[]).includes(name));
      assert.deepEqual(diff({}, { [name]: value }), { changes: true, warnings: [] });
      assert.equal(diffReboot({ ...stored, [name]: value }, inputs).changes, true, "and its removal too");
    });
  }

  it("announces a restart for a new change, and for one that is pending", () => {
    for (const { changes, warnings } of [
      diff({}, { triggers: { change: "c2" } }),
      diff({ status: "rebootPending", lastReboot: { ...proven, change: "c0" } }),
    ]) {
      assert.equal(changes, true);
      assert.match(
        warnings.join(),
        /^restarts if Windows does not use the value yet; its users are warned 20 s before/,
      );
    }
  });

  it("names the host, its status and the reason where nothing changes and the setting is not active", () => {
    for (const status of ["unknown", "drift", "noEffect"] as const) {
      assert.deepEqual(diff({ status, statusReason: "For a reason." }, { ifUnknown: undefined }), {
        changes: false,
        warnings: [`vpn01: ${status}. For a reason.`],
      });
    }
  });
});

describe("the diff of a reboot whose status is not known", () => {
  const unknown = (lastReboot: LastReboot | undefined, ifUnknown: "leave" | "reboot") => {
    const { lastReboot: _, ...never } = { ...stored, ifUnknown, status: "unknown" as const };
    const olds = lastReboot === undefined ? never : { ...never, lastReboot };
    return diffReboot(olds, { ...inputs, ifUnknown }).changes;
  };

  it("is a change where the program wants a restart then, and else none", () => {
    for (const last of [undefined, { ...unproven, change: "c0" }, { ...proven, change: "c0" }]) {
      assert.equal(unknown(last, "reboot"), true);
      assert.equal(unknown(last, "leave"), false);
    }
  });

  it("resumes a restart of this change that is not finished, whatever the program wants", () => {
    assert.equal(unknown(unproven, "leave"), true);
    assert.equal(unknown(unproven, "reboot"), true);
  });

  it("resumes none that came to nothing", () => {
    assert.equal(unknown({ ...unproven, cameToNothing: true }, "leave"), false);
    assert.equal(unknown({ ...unproven, cameToNothing: true }, "reboot"), true);
  });

  it("never repeats one that this change has had, proven or not", () => {
    assert.equal(unknown(proven, "reboot"), false);
    assert.equal(unknown({ ...proven, evidence: "not proven: nothing could be compared" }, "reboot"), false);
  });

  it("wants no restart that something undoes at every start", () => {
    const undone = (times: number) => ({ ...proven, change: "c0", undone: { value: dword(0), times } });
    assert.equal(unknown(undone(1), "reboot"), true);
    assert.equal(unknown(undone(2), "reboot"), false);
  });
});
