import assert from "node:assert/strict";
import { PartialFailureError } from "../../../provider/resources/context";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { KilledRun } from "./killed-run";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const theirs = 'shutdown -r -t 1000 -c "weekly patching"';
const lost =
  "A shutdown that was scheduled before was taken away for this restart, and is not scheduled again: event 1074: ";

/** A host on which somebody has scheduled a restart. */
async function scene(more: Partial<RebootInputs> = {}, before = theirs) {
  const on = new Scene();
  await on.writeSetting();
  if (before !== "") await on.windows.execute(before);
  return { on, inputs: on.inputs({ foreignShutdown: "replace", timeoutSeconds: 300, ...more }) };
}

/** Windows refuses so many of our requests from now on, but takes shutdowns away. */
function refuseRequests(on: Scene, times: number): void {
  on.windows.faults.add({
    when: /shutdown .*-r /,
    times,
    effect: { kind: "program", name: "shutdown", argument: "-r", result: { exitCode: 5 } },
  });
}

const update = (on: Scene, stored: RebootOutputs, inputs: RebootInputs) =>
  on.clock.runUntilSettled(updateReboot(on.context(), "id", stored, inputs));

describe("another shutdown that is to be replaced", () => {
  it("is not said to be replaced where it was called off right before", async () => {
    const { on, inputs } = await scene();
    on.windows.onCommand = (line) => {
      if (/shutdown -a/.test(line)) void on.windows.execute("shutdown -a");
    };
    const { outs } = await on.clock.runUntilSettled(createReboot(on.context(), inputs));
    assert.deepEqual([outs.status, on.requests, on.warnings], ["active", [0, 1190, 0, 1116, 0], []]);
    assert.equal(outs.lastReboot?.foreign, undefined);
  });

  it("is kept in state where ours was refused, until a later run restarts the host", async () => {
    const { on, inputs } = await scene();
    on.windows.faults.add({
      when: /shutdown -a/,
      effect: { kind: "program", name: "shutdown", argument: "-r", result: { exitCode: 5 } },
    });
    const stored = await unfinishedState(on, createReboot(on.context(), inputs));
    assert.ok(stored.statusReason.includes(lost), stored.statusReason);
    assert.equal(stored.lastReboot?.foreign?.fate, "takenAway");
    refuseRequests(on, 1);
    const again = await unfinishedState(on, updateReboot(on.context(), "id", stored, inputs));
    assert.ok(again.statusReason.includes(lost), again.statusReason);
    assert.equal(diffReboot(again, inputs).changes, true);
    const { outs } = await update(on, again, inputs);
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1], outs.statusReason);
    assert.doesNotMatch(outs.statusReason, /taken away/);
  });

  it("does not make a host without a marker wait for a restart that was refused", async () => {
    const on = new Scene();
    await on.writeSetting(false);
    await on.windows.execute(theirs);
    const inputs = on.inputs({ foreignShutdown: "replace", timeoutSeconds: 300, bootMarker: false });
    on.windows.faults.add({
      when: /shutdown -a/,
      effect: { kind: "program", name: "shutdown", argument: "-r", result: { exitCode: 5 } },
    });
    const stored = await unfinishedState(on, createReboot(on.context(), inputs));
    const before = on.clock.now();
    const { outs } = await update(on, stored, inputs);
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1], outs.statusReason);
    assert.ok(on.clock.now() - before < 100_000, "it asked at once");
  });

  it("is said to be lost where ours was taken back for somebody who came", async () => {
    const { on, inputs } = await scene();
    on.windows.onCommand = (line) => {
      if (/shutdown -a/.test(line)) on.windows.occupants.logOn("ann");
      on.windows.onCommand = undefined;
    };
    on.windows.onCommand = (line) => {
      if (/shutdown -a .*shutdown -r/.test(line)) on.windows.occupants.logOn("ann");
    };
    const { outs } = await on.clock.runUntilSettled(createReboot(on.context(), inputs));
    assert.equal(outs.status, "rebootPending");
    assert.match(
      outs.statusReason,
      /postponed\): ann \(session 2\) is logged on\. A shutdown that was scheduled/,
    );
    assert.ok(outs.statusReason.includes(lost), outs.statusReason);
    assert.equal(on.windows.power.isScheduled, false);
  });

  it("is said to be lost where a person called ours off", async () => {
    const { on, inputs } = await scene();
    on.clock.setTimer(10_000, () => void on.windows.execute("shutdown -a"));
    const stored = await unfinishedState(on, createReboot(on.context(), inputs));
    assert.match(stored.statusReason, /^REBOOT_TIMEOUT.*did not go down.*A shutdown that was scheduled/);
  });

  it("is left alone while somebody is logged on", async () => {
    const { on, inputs } = await scene();
    on.windows.occupants.logOn("ann");
    const { outs } = await on.clock.runUntilSettled(createReboot(on.context(), inputs));
    assert.deepEqual([outs.status, on.requests], ["rebootPending", [0]]);
    assert.equal(on.windows.power.isScheduled, true);
  });

  it("is left to its owner where it is there again each time", async () => {
    const { on, inputs } = await scene();
    const { power } = on.windows;
    const abort = power.abort.bind(power);
    power.abort = () => {
      const had = abort();
      power.schedule("restart", 1_000);
      return had;
    };
    const failed = on.clock.runUntilSettled(createReboot(on.context(), inputs));
    await assert.rejects(failed, (error: unknown) => {
      assert.ok(error instanceof PartialFailureError);
      assert.match(error.message, /^REBOOT_REFUSED: .*there again each time it is taken away/);
      return true;
    });
    assert.deepEqual(on.requests, [0, 1190, 0, 1190, 0, 1190]);
  });

  it("is told by the next run, as far as the log tells, where a run was killed in between", async () => {
    const { on, inputs } = await scene();
    on.windows.faults.add({ when: /shutdown -a/, effect: { kind: "cut", when: "during", programs: 1 } });
    let nth = 0;
    on.windows.onCommand = (line) => {
      if (!/shutdown -a/.test(line)) nth++;
    };
    const dry = await scene();
    let point = 0;
    dry.on.windows.onCommand = (line) => {
      point++;
      if (/shutdown -a/.test(line)) nth = point;
    };
    await dry.on.clock.runUntilSettled(createReboot(dry.on.context(), dry.inputs));
    const run = new KilledRun(on.windows.asHost("vpn01"), on.clock, { nth, when: "after" });
    on.windows.onCommand = undefined;
    void createReboot(on.context(run.host, run.clock), inputs).catch(() => {});
    await on.clock.runUntilSettled(run.killed);
    assert.deepEqual([on.windows.power.isScheduled, on.requests], [false, [0, 1190, 0]]);
    const { outs } = await on.clock.runUntilSettled(createReboot(on.context(), inputs));
    assert.equal(outs.status, "active");
    assert.match(
      on.warnings.join("\n"),
      /^vpn01: nothing tells whether a run that did not come to its end took a shutdown away; a shutdown was called off at .*comment "weekly patching"/,
    );
  });
});

describe("another shutdown that is waited for", () => {
  it("is told to have been a power-off, perhaps, where the host does not come back, in each run", async () => {
    const { on, inputs } = await scene({ foreignShutdown: "join" }, 'shutdown -s -t 30 -c "closed"');
    const stored = await unfinishedState(on, createReboot(on.context(), inputs));
    const wanted =
      /^REBOOT_TIMEOUT: it has not come back; the shutdown that was waited for may have been a power-off, which Windows does not tell \(event 1074: .*type "shutdown".*comment "closed"/;
    assert.match(stored.statusReason, wanted);
    const again = await unfinishedState(on, updateReboot(on.context(), "id", stored, inputs));
    assert.match(again.statusReason, wanted);
    on.windows.power.powerOn();
    await on.clock.advance(60_000);
    const { outs } = await update(on, again, inputs);
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1]);
  });

  it("is told again by the next run where it is still to come", async () => {
    const { on, inputs } = await scene({ foreignShutdown: "join" });
    const stored = await unfinishedState(on, createReboot(on.context(), inputs));
    assert.match(
      stored.statusReason,
      /a shutdown that was already scheduled or in progress did not happen \(event 1074/,
    );
    const told = on.warnings.length;
    await unfinishedState(on, updateReboot(on.context(), "id", stored, inputs));
    assert.deepEqual([told, on.warnings.length], [1, 2]);
    const replacing = { ...inputs, foreignShutdown: "replace" } as const;
    const { outs } = await update(on, stored, replacing);
    assert.deepEqual([outs.status, on.windows.boots], ["active", 1]);
  });
});

describe("what to do about another shutdown, changed alone,", () => {
  it("is a change that contacts no host", async () => {
    const { on, inputs } = await scene({ foreignShutdown: "join" }, "");
    const { outs } = await on.clock.runUntilSettled(createReboot(on.context(), inputs));
    const news = { ...inputs, foreignShutdown: "replace" } as const;
    assert.deepEqual(diffReboot(outs, news), { changes: true, warnings: [] });
    const [connects, commands] = [on.connects, on.windows.commands.length];
    const updated = await update(on, outs, news);
    assert.equal(updated.outs.foreignShutdown, "replace");
    assert.deepEqual([on.connects, on.windows.commands.length, on.windows.boots], [connects, commands, 1]);
  });

  it("is told by a preview before a host is asked", () => {
    const on = new Scene();
    const notes = (["join", "replace", "fail"] as const).map((foreignShutdown) => {
      const stored = { ...on.inputs(), host: "vpn01", status: "rebootPending", statusReason: "" } as const;
      const outs: RebootOutputs = { ...stored, pendingReasons: [], __stateVersion: 1 };
      return diffReboot(outs, on.inputs({ foreignShutdown })).warnings.join();
    });
    assert.doesNotMatch(notes[0] ?? "", /somebody else/);
    assert.match(notes[1] ?? "", /replaces a shutdown that somebody else has scheduled/);
    assert.match(notes[2] ?? "", /fails where somebody else has scheduled a shutdown/);
  });
});

describe("a refresh of a host on which a shutdown may be scheduled", () => {
  for (const [policy, would] of [
    ["join", "wait for it"],
    ["replace", "replace it"],
    ["fail", "fail"],
  ] as const) {
    it(`says what an update would do with ${policy}, and touches nothing`, async () => {
      const { on, inputs } = await scene({ foreignShutdown: policy });
      const said: string[] = [];
      const context = {
        ...on.context(),
        log: { ...on.context().log, info: (text: string) => said.push(text) },
      };
      const outs: RebootOutputs = {
        ...inputs,
        ...{
          host: "vpn01",
          status: "rebootPending",
          statusReason: "",
          pendingReasons: [],
          __stateVersion: 1,
        },
      };
      await on.clock.runUntilSettled(readReboot(context, "id", outs));
      assert.match(
        said.join("\n"),
        new RegExp(
          `would restart it now.*\\. A shutdown may be scheduled already \\(event 1074: .*\\); if it is, .pulumi up. would ${would}\\.$`,
        ),
      );
      assert.deepEqual([on.requests, on.windows.power.isScheduled], [[0], true]);
    });
  }
});
