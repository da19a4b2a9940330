import assert from "node:assert/strict";
import {
  AccessDeniedError,
  BackupFailedError,
  CommandError,
  KeyMissingError,
  RegistryToolsDisabledError,
  TwoOwnersError,
  UnexpectedOutputError,
  UnreachableError,
  UnsupportedOsError,
} from "../../../provider/errors";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { createSetting } from "../../../provider/resources/setting/create-and-update";
import { absent, dword } from "../../../provider/windows/registry-value";
import { settingName } from "../../lab/simulated/simulated-windows";
import { connectionTo, inputsFor, Life, urnOf, withoutMarker } from "./life";

describe("a create", () => {
  it("creates in three round trips: one observes, one notes the boot event, one marks, writes and reads back", async () => {
    const life = new Life();
    const { id, outs } = await life.run().create(inputsFor("both"));
    assert.equal(life.windows.commands.length, 3);
    assert.match(life.windows.commands[1] ?? "", /wevtutil/);
    assert.match(id, /^[0-9a-f]{16}$/);
    assert.equal((await life.run().create(inputsFor("both"))).id, id);
    const { registryValue, previous, applied, status, changedAt, osVersion } = outs;
    assert.deepEqual(
      { registryValue, previous, applied },
      { registryValue: dword(2), previous: absent, applied: dword(2) },
    );
    assert.deepEqual(
      { status, changedAt, osVersion },
      { status: "rebootPending", changedAt: "2026-01-01T00:00:00.000Z", osVersion: "10.0.20348" },
    );
    assert.equal(outs.registryPath, life.windows.settingKey);
    assert.deepEqual(outs.connection, connectionTo("vpn01"));
  });

  it("returns no undefined from a create", async () => {
    const { outs } = await new Life().run().create(inputsFor("both"));
    assert.deepEqual(JSON.parse(JSON.stringify(outs)), outs);
  });

  it("touches nothing but the setting and its marker", async () => {
    const life = new Life();
    const before = life.windows.exportRegistry().split("\n");
    await life.run().create(inputsFor("both"));
    const added = life.windows
      .exportRegistry()
      .split("\n")
      .filter((line) => !before.includes(line));
    assert.equal(added.length, 2);
    assert.ok(
      added.every((line) => line.includes(settingName) || line.includes(markerName)),
      added.join(),
    );
  });

  it("adopts a value that is already as declared: writes the marker alone, and warns", async () => {
    const life = new Life({ startValue: dword(2) });
    const before = life.registry();
    const run = life.run();
    const { outs } = await run.create(inputsFor("both"));
    assert.equal(life.registry(), before);
    assert.notDeepEqual(life.windows.registry.get(markerKey, markerName), absent);
    assert.deepEqual(outs.previous, dword(2));
    assert.equal(outs.status, "unknown");
    assert.match(run.said.join(), /was already set.*add an alias/);
  });

  it("writes no marker where bootMarker is false", async () => {
    const life = new Life();
    await life.run().create(inputsFor("both", { bootMarker: false }));
    assert.deepEqual(life.windows.registry.get(markerKey, markerName), absent);
    assert.deepEqual(life.windows.setting, dword(2));
  });

  it("warns where the marker was refused, and still sets the value", async () => {
    const life = new Life();
    life.windows.refuseKey(markerKey, "write");
    const run = life.run();
    await run.create(inputsFor("both"));
    assert.deepEqual(life.windows.setting, dword(2));
    assert.match(run.said.join(), /Could not write the marker of this boot/);
  });

  it("gives a setting without a URN a unique id", async () => {
    const ids = new Set<string>();
    for (let each = 0; each < 2; each++) {
      const life = new Life();
      const create = createSetting(life.run().contextOf(undefined), inputsFor("both"));
      ids.add((await life.clock.runUntilSettled(create)).id);
    }
    assert.equal(ids.size, 2);
  });

  describe("backup before the first write", () => {
    const backup = { hostDirectory: "C:\\Windows\\Temp\\" };

    it("exports the key to the folder, in one more round trip", async () => {
      const life = new Life();
      const run = life.run();
      await run.create(inputsFor("both", { backup }));
      const file = /exported \S+ to (\S+)/.exec(run.said.join("\n"))?.[1] ?? "";
      assert.equal(file, "C:\\Windows\\Temp\\PolicyAgent-20260101T000000Z.reg");
      const text = life.windows.files.read(file)?.toString("utf16le") ?? "";
      assert.match(text, /PolicyAgent\]/);
      assert.doesNotMatch(text, new RegExp(settingName));
      assert.equal(life.windows.commands.length, 4);
    });

    it("exports nothing where nothing will be written", async () => {
      const life = new Life({ startValue: dword(2) });
      await life.run().create(inputsFor("both", { backup }));
      assert.equal(life.windows.commands.filter((line) => line.includes("export")).length, 0);
    });

    const failures: Record<string, (life: Life) => void> = {
      "the folder does not exist": () => {},
      "the disk is full": (life) => {
        life.windows.files.addFolder("C:\\Backup");
        life.windows.files.full = true;
      },
      "nothing confirms it": (life) => {
        life.windows.faults.add({ when: /reg export/, effect: { kind: "reply", result: { exitCode: 0 } } });
      },
    };
    for (const [name, arrange] of Object.entries(failures)) {
      it(`writes nothing if the backup fails: ${name}`, async () => {
        const life = new Life();
        arrange(life);
        const before = life.windows.exportRegistry();
        const inputs = inputsFor("both", { backup: { hostDirectory: "C:\\Backup" } });
        await assert.rejects(life.run().create(inputs), BackupFailedError);
        assert.equal(life.windows.exportRegistry(), before);
      });
    }
  });

  describe("a create that cannot write", () => {
    type Arrange = (life: Life) => void;
    const cases: [string, Arrange, abstract new (...args: never[]) => Error][] = [
      [
        "an account that is not elevated",
        ({ windows }) => {
          windows.elevated = false;
        },
        AccessDeniedError,
      ],
      [
        "a key that may not be written",
        ({ windows }) => windows.refuseKey(windows.settingKey, "write"),
        AccessDeniedError,
      ],
      [
        "a key that may not be read",
        ({ windows }) => windows.refuseKey(windows.settingKey, "readAndWrite"),
        AccessDeniedError,
      ],
      [
        "a key that does not exist",
        ({ windows }) => {
          windows.registry.deleteKey(windows.settingKey);
        },
        KeyMissingError,
      ],
      [
        "registry tools that are disabled",
        ({ windows }) => {
          windows.registryToolsDisabled = true;
        },
        RegistryToolsDisabledError,
      ],
      [
        "an answer of nothing at all",
        ({ windows }) => windows.faults.add({ when: /./, times: 9, effect: { kind: "reply", result: {} } }),
        UnexpectedOutputError,
      ],
      [
        "a link that is lost before the write arrives",
        ({ windows }) => windows.faults.add({ when: /reg add/, effect: { kind: "cut", when: "before" } }),
        UnreachableError,
      ],
    ];
    for (const [name, arrange, expected] of cases) {
      it(name, async () => {
        const life = new Life();
        arrange(life);
        const before = withoutMarker(life.windows.exportRegistry());
        await assert.rejects(life.run().create(inputsFor("both")), (error) => {
          assert.ok(error instanceof expected, String(error));
          assert.match(error.message, /vpn01/);
          return true;
        });
        assert.equal(withoutMarker(life.windows.exportRegistry()), before);
      });
    }
  });

  it("distinguishes a write that something undoes at once from a missing right", async () => {
    const life = new Life();
    const { windows } = life;
    const set = windows.registry.set.bind(windows.registry);
    windows.registry.set = (path, name, value) => (name === settingName ? true : set(path, name, value));
    await assert.rejects(life.run().create(inputsFor("both")), (error) => {
      assert.ok(error instanceof CommandError);
      assert.match(
        error.message,
        /could not set HKLM.*ContextOnSendRule to REG_DWORD 2 on vpn01: it reads absent right after the write/,
      );
      return true;
    });
  });

  it("uses the key of Windows XP, and refuses Server 2003 unless the key is stated", async () => {
    const xp = new Life({ os: "xp" });
    const { outs } = await xp.run().create(inputsFor("both"));
    assert.match(outs.registryPath, /\\IPSec$/);
    assert.deepEqual(xp.windows.registry.get(outs.registryPath, settingName), dword(2));
    const server = new Life({ os: "2003" });
    await assert.rejects(server.run().create(inputsFor("both")), UnsupportedOsError);
    const stated = await server.run().create(inputsFor("both", { registryKey: "PolicyAgent" }));
    assert.match(stated.outs.registryPath, /\\PolicyAgent$/);
  });

  it("refuses a machine that another resource of the run manages at another address, before it writes", async () => {
    const life = new Life();
    life.network.set("10.0.0.1", life.windows);
    const run = life.run();
    await run.create(inputsFor("both"), urnOf("one"));
    const before = life.windows.exportRegistry();
    const other = { ...inputsFor("server"), connection: connectionTo("10.0.0.1") };
    await assert.rejects(run.create(other, urnOf("two")), (error) => {
      assert.ok(error instanceof TwoOwnersError);
      assert.match(error.message, /::two.*::one/);
      return true;
    });
    assert.equal(life.windows.exportRegistry(), before);
  });
});
