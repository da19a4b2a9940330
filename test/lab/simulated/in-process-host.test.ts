import assert from "node:assert/strict";
import { UnreachableError } from "../../../provider/errors";
import { assertTiesCommands } from "../../hosts/tied-command";
import { ManualClock } from "../../support/manual-clock";
import type { FaultEffect } from "./faults";
import { SimulatedWindows } from "./simulated-windows";

const query = "reg query HKLM\\SOFTWARE\\Lab";
const add = "reg add HKLM\\SOFTWARE\\Lab -f";

describe("a simulated machine as a host in this process", () => {
  let clock: ManualClock;
  let windows: SimulatedWindows;

  beforeEach(() => {
    clock = new ManualClock();
    windows = new SimulatedWindows({ clock });
  });

  const unreachable = (phase: string, commandMayHaveRun: boolean) => (error: unknown) => {
    assert.ok(error instanceof UnreachableError);
    assert.deepEqual([error.phase, error.commandMayHaveRun], [phase, commandMayHaveRun]);
    return true;
  };

  it("runs commands one after another and counts them", async () => {
    const host = windows.asHost();
    const [first, second] = await Promise.all([host.run(add), host.run(query)]);
    assert.deepEqual([first.exitCode, second.exitCode], [0, 0]);
    assert.deepEqual(windows.commands, [add, query]);
  });

  it("sends a command that is tied to a connection over that one, or not at all", async () => {
    await assertTiesCommands(windows.asHost());
    assert.deepEqual(windows.commands, ["echo one", "echo two", "echo four", "echo six"]);
  });

  it("refuses at once while it is down, and is back after the boot", async () => {
    const host = windows.asHost();
    await host.run(query);
    windows.power.crash();
    await assert.rejects(host.run(query), unreachable("connect", false));
    assert.equal(clock.now(), Date.UTC(2026, 0, 1));
    await clock.advance(30_000);
    assert.equal((await host.run(query)).exitCode, 1);
    assert.equal(host.connections, 2);
  });

  it("says nothing while it is down, if told: the open connection is silent, then every attempt", async () => {
    windows.power.behaviour.connections = "silent";
    windows.power.behaviour.bootSeconds = 3600;
    const host = windows.asHost();
    await host.run(query);
    windows.power.crash();
    const start = clock.now();
    await assert.rejects(clock.runUntilSettled(host.run(query)), unreachable("waiting for output", true));
    assert.equal(clock.now() - start, 30_000);
    const attempt = host.run(query, { connectTimeoutSeconds: 7 });
    await assert.rejects(clock.runUntilSettled(attempt), unreachable("connect", false));
    assert.equal(clock.now() - start, 37_000);
  });

  it("resets a connection from before a silent boot", async () => {
    windows.power.behaviour.connections = "silent";
    const host = windows.asHost();
    await host.run(query);
    windows.boot();
    await assert.rejects(host.run(query), unreachable("waiting for output", true));
    assert.equal((await host.run(query)).exitCode, 1);
  });

  it("loses a command that was running when the machine went down", async () => {
    const host = windows.asHost();
    windows.faults.add({ when: /reg/, effect: { kind: "delay", seconds: 5 } });
    const running = host.run(query);
    const lost = assert.rejects(running, unreachable("waiting for output", true));
    await clock.advance(1_000);
    windows.power.crash();
    await lost;
  });

  it("never answers it afterwards, not even over a connection that stayed open", async () => {
    windows.power.behaviour.connections = "silent";
    const host = windows.asHost();
    windows.faults.add({ when: /reg/, effect: { kind: "delay", seconds: 5 } });
    const lost = assert.rejects(host.run(query), unreachable("waiting for output", true));
    await clock.advance(1_000);
    windows.power.crash();
    await clock.advance(60_000);
    await lost;
  });

  const faults: readonly {
    title: string;
    effect: FaultEffect;
    sent: boolean;
    ran: boolean;
    phase: string;
  }[] = [
    {
      title: "cut before delivery",
      effect: { kind: "cut", when: "before" },
      sent: false,
      ran: false,
      phase: "opening a channel",
    },
    {
      title: "cut during delivery",
      effect: { kind: "cut", when: "during" },
      sent: true,
      ran: true,
      phase: "waiting for output",
    },
    {
      title: "cut after delivery",
      effect: { kind: "cut", when: "after" },
      sent: true,
      ran: true,
      phase: "waiting for output",
    },
    { title: "silence", effect: { kind: "silence" }, sent: true, ran: false, phase: "waiting for output" },
    {
      title: "silence after running",
      effect: { kind: "silence", run: true },
      sent: true,
      ran: true,
      phase: "waiting for output",
    },
    { title: "crash", effect: { kind: "crash" }, sent: true, ran: false, phase: "waiting for output" },
  ];
  for (const { title, effect, sent, ran, phase } of faults) {
    it(`meets its script of faults: ${title}`, async () => {
      windows.faults.add({ when: /reg add/, nth: 2, effect });
      const host = windows.asHost();
      assert.equal((await host.run("reg add HKLM\\SOFTWARE\\Other -f")).exitCode, 0);
      const failing = host.run(add, { timeoutSeconds: 9 });
      await assert.rejects(clock.runUntilSettled(failing), unreachable(phase, sent));
      assert.equal(windows.registry.hasKey("HKLM\\SOFTWARE\\Lab"), ran);
    });
  }

  it("answers with another result, having run the command or not", async () => {
    const host = windows.asHost();
    windows.faults.add({ when: /reg add/, effect: { kind: "reply", result: { exitCode: 5 } } });
    assert.equal((await host.run(add)).exitCode, 5);
    assert.equal(windows.registry.hasKey("HKLM\\SOFTWARE\\Lab"), false);
    windows.faults.add({ when: /reg add/, effect: { kind: "reply", result: {}, run: true } });
    assert.deepEqual(await host.run(add), { exitCode: 0, output: "", errorOutput: "" });
    assert.equal(windows.registry.hasKey("HKLM\\SOFTWARE\\Lab"), true);
  });
});
