import assert from "node:assert/strict";
import fc from "fast-check";
import { settingInputNames } from "../../../provider/nat-traversal/setting-inputs";
import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import { diffSetting, needsHost } from "../../../provider/resources/setting/diff";
import type { StoredSetting } from "../../../provider/resources/setting/stored-setting";
import { unknownSentinel } from "../../../provider/validation/schema";
import { absent, dword } from "../../../provider/windows/registry-value";
import { checkProperty } from "../../support/property";
import { inputs, stored } from "./stored-fixture";

const diff = (olds: Partial<StoredSetting>, news: object) =>
  diffSetting({ ...stored, ...olds }, { ...inputs, ...news } as SettingInputs);

describe("an update of a setting", () => {
  const needs = (olds: Partial<StoredSetting>, news: Partial<SettingInputs>) =>
    needsHost({ ...stored, ...olds }, { ...inputs, ...news });

  it("needs the host for a machine that is newly accepted, and not for one that was", () => {
    assert.equal(needs({}, { acceptMachine: true }), true);
    assert.equal(needs({ acceptMachine: true }, { acceptMachine: true }), false);
    assert.equal(needs({ acceptMachine: true }, { acceptMachine: false }), false);
  });

  it("needs the host where its Windows asks for a key to be stated", () => {
    assert.equal(needs({}, {}), false);
    assert.equal(needs({ osVersion: "5.2.3790" }, {}), true);
  });
});

describe("the diff of a setting", () => {
  it("sees no change, and says nothing, where the inputs equal those in the state", () => {
    assert.deepEqual(diff({}, {}), { changes: false, warnings: [] });
  });

  it("never compares the version of the state, and sees no change where a reboot follows an active setting", () => {
    assert.equal(diff({}, { __rebootFollows: true, __stateVersion: 2 }).changes, false);
  });

  it("calls it a change where a reboot has come to tell of a pending restart, without a word", () => {
    assert.deepEqual(diff({ status: "rebootPending" }, { __rebootFollows: true }), {
      changes: true,
      warnings: [],
    });
  });

  it("calls it a change where a reboot has gone, whatever the status, and says that the host is read", () => {
    for (const status of ["active", "unknown", "rebootPending"] as const) {
      const { changes, warnings } = diff({ status, __rebootFollows: true }, {});
      assert.equal(changes, true);
      assert.match(warnings.join(), /^without its Reboot, the setting's own status is read/);
    }
  });

  const others: Record<string, unknown> = {
    connection: { ...inputs.connection, password: "rotated" },
    behindNat: 2,
    onDelete: "keep",
    overwriteForeignChange: true,
    acceptMachine: true,
    onUnreachable: { refresh: "keep" },
    backup: { hostDirectory: "C:\\Backup" },
    registryKey: "PolicyAgent",
    bootMarker: false,
    timeouts: { connectSeconds: 5 },
  };

  for (const name of settingInputNames) {
    it(`calls another ${name} a change, and its removal too`, () => {
      assert.equal(diff({}, { [name]: others[name] }).changes, true);
      const { [name]: _, ...without } = { ...inputs, [name]: undefined };
      const olds = { ...stored, [name]: others[name] };
      assert.equal(diffSetting(olds, without as SettingInputs).changes, true);
    });
  }

  it("compares at every depth, ignoring the order of fields and undefined ones", () => {
    const connection = Object.fromEntries(
      Object.entries({ ...inputs.connection, port: undefined }).reverse(),
    );
    assert.equal(diff({}, { connection }).changes, false);
    assert.equal(diff({}, { connection: { ...inputs.connection, password: { env: "pw" } } }).changes, true);
  });

  for (const drift of ["absent", 'REG_SZ "2"', "REG_DWORD 7", "none", "server"]) {
    it(`calls drift that a refresh found a change: ${drift}`, () => {
      const { changes, warnings } = diff({ behindNat: drift, registryValue: dword(7) }, {});
      assert.equal(changes, true);
      assert.match(
        warnings.join(),
        /^REG_DWORD 2 will be written unless it is already set \(last seen: REG_DWORD 7\)$/,
      );
    });
  }

  it("calls it a change where the program comes to declare what somebody else has set, and announces no write", () => {
    const foreign = { behindNat: "server", registryValue: dword(1), applied: dword(2) } as const;
    assert.deepEqual(diff(foreign, { behindNat: "server" }), { changes: true, warnings: [] });
    const before = { ...foreign, __appliedBefore: dword(1) };
    assert.deepEqual(diff(before, { behindNat: "server" }), { changes: false, warnings: [] });
  });

  it("announces no write where the value is already as declared", () => {
    assert.deepEqual(diff({}, { onDelete: "keep" }), { changes: true, warnings: [] });
  });

  it("says that the last run did not finish, and calls that a change", () => {
    const { registryValue: _, ...unfinished } = stored;
    const { changes, warnings } = diffSetting(unfinished, inputs);
    assert.equal(changes, true);
    assert.equal(warnings.length, 1);
    assert.match(warnings.join(), /did not finish.*REG_DWORD 2 will be written unless it is already set$/);
  });

  it("says since when a restart has been pending, without calling that a change", () => {
    const statusReason = "Windows uses absent until its next restart.";
    const { changes, warnings } = diff({ status: "rebootPending", statusReason }, {});
    assert.equal(changes, false);
    assert.deepEqual(warnings, [
      "vpn01: rebootPending, in effect after the next restart of vpn01. Windows uses absent until its next restart. Pending since 2026-01-01T00:00:00.000Z.",
    ]);
  });

  for (const status of ["unknown", "drift", "noEffect"] as const) {
    it(`names the host, its status and the reason where nothing changes and the status is ${status}`, () => {
      assert.deepEqual(diff({ status, statusReason: "For a reason." }, {}), {
        changes: false,
        warnings: [`vpn01: ${status}. For a reason.`],
      });
    });
  }

  it("says of a change too since when a restart has been pending, unless a reboot follows", () => {
    const pending = { status: "rebootPending" } as const;
    assert.deepEqual(diff(pending, { onDelete: "keep" }), {
      changes: true,
      warnings: ["a restart has been pending since the change at 2026-01-01T00:00:00.000Z"],
    });
    const followed = { ...pending, __rebootFollows: true } as const;
    assert.deepEqual(diff(followed, { onDelete: "keep", __rebootFollows: true }).warnings, []);
  });

  it("does not mention a pending restart where a reboot follows", () => {
    const olds = { status: "rebootPending", __rebootFollows: true } as const;
    assert.deepEqual(diff(olds, { __rebootFollows: true }), { changes: false, warnings: [] });
  });

  it("calls unknown values at any depth a change, and announces nothing about them", () => {
    assert.deepEqual(diff({}, { connection: unknownSentinel, behindNat: unknownSentinel }), {
      changes: true,
      warnings: [],
    });
    const host = { ...inputs.connection, host: unknownSentinel };
    const { changes, warnings } = diff({ registryValue: absent }, { connection: host });
    assert.equal(changes, true);
    assert.match(warnings.join(), /^REG_DWORD 2 will be written.*last seen: absent/);
  });

  it("answers any inputs with true or false and at most one line without the password", () => {
    const anything = fc.anything({ maxDepth: 3 });
    checkProperty(
      fc.property(fc.constantFrom(...settingInputNames), anything, (name, value) => {
        const { changes, warnings } = diff({}, { [name]: value });
        assert.equal(typeof changes, "boolean");
        assert.ok(warnings.length <= 1);
        assert.doesNotMatch(warnings.join(), /pw/);
      }),
      { numRuns: 300 },
    );
  });
});
