import assert from "node:assert/strict";
import {
  createReboot,
  deleteReboot,
  updateReboot,
} from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { unknownSentinel } from "../../../provider/validation/schema";
import { dword } from "../../../provider/windows/registry-value";
import { Scene } from "./scene";

function storedOf(inputs: RebootInputs, more: Partial<RebootOutputs> = {}): RebootOutputs {
  const found = { status: "active" as const, statusReason: "It is.", pendingReasons: [] };
  return { ...inputs, host: "vpn01", ...found, __stateVersion: 1, ...more };
}

/** What states of earlier versions may hold, and programs cannot give any more. */
const earlierOptions = { when: "ifRequired" } as Partial<RebootOutputs>;

describe("diff of a reboot", () => {
  const inputs = new Scene().inputs();
  const cases: [string, Partial<RebootOutputs>, Partial<RebootInputs>, boolean][] = [
    ["nothing changed", {}, {}, false],
    ["only the facts changed", {}, { setting: new Scene().facts({ applied: dword(1) }) }, false],
    ["another change", {}, { triggers: { change: "c2" } }, true],
    ["a change that is not known yet", {}, { triggers: { change: unknownSentinel } }, true],
    ["an option changed", {}, { warningSeconds: 30 }, true],
    ["a restart is pending", { status: "rebootPending" }, {}, true],
    ["the status is unknown", { status: "unknown" }, {}, false],
    [
      "a restart that was asked for is not over, and the host could not be reached",
      { status: "unknown", lastReboot: { change: "c1", requested: "2026-01-01T00:00:00.000Z" } },
      {},
      true,
    ],
    [
      "the restart of an earlier change never came, and the status is unknown",
      { status: "unknown", lastReboot: { change: "c0", requested: "2026-01-01T00:00:00.000Z" } },
      {},
      false,
    ],
    [
      "the restart was over, and the status is unknown",
      { status: "unknown", lastReboot: { change: "c1", requested: "r", evidence: "e" } },
      {},
      false,
    ],
    [
      "the status is unknown, and that is reason enough",
      { status: "unknown", ifUnknown: "reboot" },
      { ifUnknown: "reboot" },
      true,
    ],
    [
      "the status is unknown, and the restart that the program wants has been tried",
      {
        status: "unknown",
        ifUnknown: "reboot",
        lastReboot: { change: "c1", requested: "r", evidence: "not proven: x" },
      },
      { ifUnknown: "reboot" },
      false,
    ],
    ["the setting has no effect", { status: "noEffect" }, {}, false],
    ["the state holds options of an earlier version", earlierOptions, {}, false],
  ];
  for (const [what, olds, news, changes] of cases) {
    it(`${changes ? "sees a" : "sees no"} change of the reboot where ${what}`, () => {
      const diff = diffReboot(storedOf(inputs, olds), { ...inputs, ...news });
      assert.equal(diff.changes, changes);
      assert.ok(diff.warnings.length <= 1);
    });
  }

  it("loses options of an earlier version from the inputs with the next refresh", async () => {
    const scene = new Scene();
    const { props, inputs: shown } = await readReboot(
      scene.context(),
      "id",
      storedOf(inputs, earlierOptions),
    );
    assert.equal("when" in shown, false);
    assert.equal(diffReboot(props, inputs).changes, props.status === "rebootPending");
  });

  it("takes inputs that came to nothing, as in a destroy right after a run that was killed", () => {
    for (const status of ["unknown", "rebootPending", "active"] as const) {
      const { triggers: _lost, ...olds } = storedOf(inputs, { status });
      const { connection } = inputs;
      for (const news of [{ connection }, { connection, triggers: {} }])
        assert.equal(typeof diffReboot(olds as RebootOutputs, news as RebootInputs).changes, "boolean");
    }
  });

  it("announces in the preview that the host may be restarted, or that an update resumes a restart", () => {
    const due = diffReboot(storedOf(inputs), { ...inputs, triggers: { change: "c2" } });
    assert.match(
      due.warnings.join(),
      /^restarts if Windows does not use the value yet; its users are warned 20 s before$/,
    );
    const lastReboot = { change: "c1", requested: "2026-01-01T00:00:00.000Z" };
    const open = diffReboot(storedOf(inputs, { status: "rebootPending", lastReboot }), inputs);
    assert.match(open.warnings.join(), /requested at 2026-01-01.* is not finished/);
    assert.deepEqual(diffReboot(storedOf(inputs), { ...inputs, warningSeconds: 30 }).warnings, []);
  });

  it("names in every run the host that an earlier restart left not active, its status and the reason", () => {
    const olds = storedOf(inputs, { status: "unknown", statusReason: "Nothing proves a restart." });
    assert.deepEqual(diffReboot(olds, inputs), {
      changes: false,
      warnings: ["vpn01: unknown. Nothing proves a restart."],
    });
  });
});

describe("a reboot without a restart", () => {
  it("contacts no host where only options changed and the setting is active", async () => {
    const scene = new Scene();
    const olds = storedOf(scene.inputs(), { lastReboot: { change: "c1", requested: "r", evidence: "e" } });
    const { outs } = await updateReboot(scene.context(), "id", olds, scene.inputs({ warningSeconds: 300 }));
    assert.equal(scene.connects, 0);
    assert.deepEqual(outs, { ...olds, notReady: [], warningSeconds: 300 });
  });

  it("contacts no host at destroy of a reboot", async () => {
    const scene = new Scene();
    await deleteReboot(scene.context(), "id", storedOf(scene.inputs()));
    assert.equal(scene.connects, 0);
  });

  it("marks a boot that others caused, and requests none", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const inputs = scene.inputs();
    scene.windows.boot();
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), inputs));
    assert.equal(outs.status, "active");
    assert.deepEqual([scene.windows.boots, scene.requests], [1, []]);
    const { props } = await readReboot(scene.context(), "id", outs);
    assert.match(props.statusReason, /the marker of this boot is still there/);
  });

  it("does not restart a host whose status is unknown, but warns, unless ifUnknown is reboot", async () => {
    for (const ifUnknown of ["leave", "reboot"] as const) {
      const scene = new Scene({ startValue: dword(2) });
      await scene.writeSetting();
      const inputs = scene.inputs({ ifUnknown, setting: scene.facts({ previous: dword(2) }) });
      const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), inputs));
      assert.equal(outs.status, ifUnknown === "leave" ? "unknown" : "active");
      assert.equal(scene.windows.boots, ifUnknown === "leave" ? 0 : 1);
      assert.equal(scene.warnings.length, ifUnknown === "leave" ? 1 : 0);
    }
  });

  it("refuses another machine before it is restarted", async () => {
    const scene = new Scene({ machineGuid: "other", computerName: "OTHER" });
    await scene.writeSetting();
    const machine = { machineGuid: "known", computerName: "KNOWN" };
    const inputs = scene.inputs({ setting: scene.facts({ machine }) });
    const work = scene.clock.runUntilSettled(createReboot(scene.context(), inputs));
    await assert.rejects(work, { code: "DIFFERENT_MACHINE" });
    assert.deepEqual(scene.requests, []);
  });

  it("reports others' reasons for a restart, and never acts on them alone", async () => {
    const scene = new Scene();
    scene.windows.registry.createKey(
      "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending",
    );
    await scene.writeSetting();
    const inputs = scene.inputs();
    scene.windows.boot();
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), inputs));
    assert.match(outs.pendingReasons.join(), /Component Based Servicing/);
    assert.deepEqual(scene.requests, []);
  });

  for (const connectSeconds of [undefined, 45, 1]) {
    const patience = connectSeconds ?? 20;
    it(`fails as unreachable after connectSeconds (${patience}) where no state remembers a restart`, async () => {
      const scene = new Scene({ power: { afterRestart: "neverReturns" } });
      await scene.writeSetting();
      scene.windows.power.crash();
      const startedAt = scene.clock.now();
      const timeouts = connectSeconds === undefined ? {} : { timeouts: { connectSeconds } };
      const work = scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs(timeouts)));
      await assert.rejects(work, { code: "UNREACHABLE" });
      const seconds = (scene.clock.now() - startedAt) / 1_000;
      assert.ok(seconds > patience - 3 && seconds <= patience, `took ${seconds} s`);
    });
  }
});

describe("read of a reboot", () => {
  it("fails to refresh the reboot where the host cannot be reached, or keeps an unknown status", async () => {
    const scene = new Scene({ power: { afterRestart: "neverReturns" } });
    scene.windows.power.crash();
    const olds = storedOf(scene.inputs());
    await assert.rejects(readReboot(scene.context(), "id", olds), { code: "UNREACHABLE" });
    const kept = await readReboot(scene.context(), "id", { ...olds, onUnreachable: { refresh: "keep" } });
    assert.equal(kept.props.status, "unknown");
    assert.match(kept.props.statusReason, /UNREACHABLE/);
  });

  it("returns only the inputs as inputs", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const inputs = scene.inputs();
    const read = await readReboot(scene.context(), "id", storedOf(inputs));
    assert.deepEqual(read.inputs, inputs);
    assert.equal(read.props.status, "rebootPending");
    assert.deepEqual(scene.requests, []);
  });
});
