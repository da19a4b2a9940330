import assert from "node:assert/strict";
import { PowerShellSession } from "../../../provider/hosts/powershell/session";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { eachInLab, type PowerShellLab } from "./powershell-lab";

describe("PowerShell that fails", function () {
  this.timeout(30_000);
  let lab: PowerShellLab;
  eachInLab((started) => {
    lab = started;
  });

  const timeouts = { connectSeconds: 20, commandSeconds: 60 };

  it("PowerShell is ended at the deadline of a command, and started again by the next one", async () => {
    const clock = new ManualClock();
    const host = lab.open(lab.local(), { clock, timeouts });
    assert.equal((await host.run("echo ready")).output, "ready\r\n");
    lab.windows.faults.add({ when: /echo slow/, effect: { kind: "silence" } });
    const failing = assert.rejects(
      host.run("echo slow"),
      (error: Error & { commandMayHaveRun?: boolean }) => {
        assert.match(
          error.message,
          /^UNREACHABLE: .*no response within 60 s; PowerShell no longer answered and was ended, and the command may still be running/,
        );
        return error.commandMayHaveRun === true;
      },
    );
    await until(() => lab.windows.commands.includes("echo slow"));
    await clock.advance(60_000);
    await failing;
    await until(() => lab.world.running === 0);
    assert.equal((await host.run("echo on")).output, "on\r\n");
    assert.equal(lab.world.processes.length, 2);
  });

  it("is ended at the deadline of a session that does not open", async () => {
    const clock = new ManualClock();
    const computer = await lab.addComputer();
    const host = lab.open(lab.remote(computer), { clock, timeouts });
    await host.run("echo ready");
    lab.windows.power.behaviour.afterRestart = "neverReturns";
    lab.windows.power.behaviour.connections = "silent";
    lab.windows.power.crash();
    const failing = assert.rejects(host.run("echo a"), /UNREACHABLE: .*phase: waiting for output/);
    await until(() => clock.pending > 0);
    await clock.advance(60_000);
    await failing;
    const again = assert.rejects(host.run("echo a"), /UNREACHABLE: .*within 20 s.*phase: authentication/);
    await until(() => lab.world.requests.length === 2);
    await clock.advance(20_000);
    await again;
    await until(() => lab.world.running === 0);
  });

  for (const much of [{ output: "x".repeat(8 * 1024 * 1024) }, { errorOutput: "x".repeat(1024 * 1024) }]) {
    it(`is ended where the other computer says more than the command can: ${Object.keys(much)}`, async () => {
      const computer = await lab.addComputer();
      const host = lab.open(lab.remote(computer));
      await host.run("echo before");
      lab.windows.faults.add({ when: /echo much/, effect: { kind: "reply", result: much } });
      await assert.rejects(host.run("echo much"), {
        code: "UNREACHABLE",
        commandMayHaveRun: true,
        message: /PowerShell printed more than 149 KiB and was ended/,
      });
      assert.equal((await host.run("echo after")).output, "after\r\n");
      assert.equal(lab.world.processes.length, 2);
    });
  }

  it("an answer that is larger than was asked for is not read", async () => {
    const computer = await lab.addComputer();
    const host = lab.open(lab.remote(computer));
    const result = { output: "x".repeat(64 * 1024), errorOutput: "x" };
    lab.windows.faults.add({ when: /echo much/, effect: { kind: "reply", result } });
    await assert.rejects(
      host.run("echo much"),
      /UNREACHABLE: .*the command wrote more than 64 KiB of output/,
    );
    assert.equal((await host.run("echo after")).output, "after\r\n");
  });

  it("runs in Constrained Language Mode on this machine: told once, and ended", async () => {
    const executable = lab.world.executable("ConstrainedLanguage");
    const host = lab.open(lab.local({ executable }));
    for (let round = 0; round < 2; round++) {
      await assert.rejects(
        host.run("echo a"),
        / UNSUPPORTED_SHELL: .*on the machine that runs Pulumi runs in Constrained Language Mode/,
      );
    }
    assert.equal(lab.world.processes.length, 1);
    await until(() => lab.world.running === 0);
  });

  it("runs in Constrained Language Mode on the other side", async () => {
    const computer = await lab.addComputer({ restricted: true });
    const host = lab.open(lab.remote(computer));
    await assert.rejects(host.run("echo a"), / UNSUPPORTED_SHELL: .*on that computer runs in Constrained/);
    assert.deepEqual(lab.windows.commands, []);
  });

  it("PowerShell is not started for a computer that is down", async () => {
    const computer = await lab.addComputer();
    lab.windows.power.behaviour.afterRestart = "neverReturns";
    lab.windows.power.crash();
    await assert.rejects(
      lab.open(lab.remote(computer)).run("echo a"),
      / UNREACHABLE: .*refused.*phase: connect/,
    );
    assert.equal(lab.world.processes.length, 0);
  });

  it("PowerShell outlives a restart of the computer: only the session is opened again", async () => {
    const computer = await lab.addComputer();
    const host = lab.open(lab.remote(computer));
    await host.run("echo before");
    const booted = lab.windows.power.nextBoot();
    lab.windows.power.crash();
    await booted;
    assert.equal((await host.run("echo after")).output, "after\r\n");
    assert.equal(lab.windows.commands.filter((line) => line === "echo after").length, 1);
    assert.equal(computer.sessions.opened, 2);
    assert.equal(lab.world.processes.length, 1);
  });

  it("a computer that is gone since the last command is unreachable, and the command certainly did not run", async () => {
    const computer = await lab.addComputer();
    const host = lab.open(lab.remote(computer));
    await host.run("echo before");
    lab.windows.power.behaviour.afterRestart = "neverReturns";
    lab.windows.power.crash();
    await assert.rejects(host.run("echo after"), { code: "UNREACHABLE", commandMayHaveRun: false });
    assert.ok(!lab.windows.commands.includes("echo after"));
  });

  it("PowerShell that dies in the middle of a command is UNREACHABLE", async () => {
    const host = lab.open(lab.local());
    lab.windows.faults.add({ when: /echo a/, effect: { kind: "cut", when: "during" } });
    await assert.rejects(
      host.run("echo a"),
      / UNREACHABLE: .*PowerShell exited unexpectedly with exit code 1/,
    );
    assert.equal((await host.run("echo a")).output, "a\r\n");
  });

  for (const where of ["this machine", "another computer"] as const) {
    it(`is no failure of PowerShell when it is closed while it starts (${where})`, async () => {
      const computer = await lab.addComputer();
      const host = lab.open(where === "this machine" ? lab.local() : lab.remote(computer));
      const running = assert.rejects(
        host.run("echo a"),
        / UNREACHABLE: .*Pulumi closed the connection.*Run the same command again/,
      );
      await until(() => lab.world.processes.length === 1);
      await host.disconnect();
      await running;
      assert.equal((await host.run("echo b")).output, "b\r\n");
    });
  }

  it("gives a host that is reached late what is left of the seconds for connecting", async () => {
    const clock = new ManualClock();
    const computer = await lab.addComputer();
    const late = new PowerShellSession(
      {
        host: "127.0.0.1",
        executable: { name: "x", path: lab.world.executable(), onWindows: false },
        remote: { port: computer.port, useTls: false, credential: undefined },
      },
      clock,
      () => ({ reached: clock.advance(15_000), stop: () => undefined }),
    );
    assert.equal(await late.probeHost(20), 5);
    await late.close(0);
  });

  it("closing cancels commands that have not had their turn", async () => {
    const clock = new ManualClock();
    const host = lab.open(lab.local(), { clock, timeouts });
    await host.run("echo ready");
    lab.windows.faults.add({ when: /echo slow/, effect: { kind: "silence" } });
    const running = assert.rejects(
      host.run("echo slow"),
      (error: Error & { code?: string; commandMayHaveRun?: boolean }) => {
        assert.match(
          error.message,
          /^UNREACHABLE: .*Pulumi closed the connection .*\. Run the same command again\. See docs\/errors\.md#unreachable$/,
        );
        return error.commandMayHaveRun === true;
      },
    );
    const waiting = assert.rejects(host.run("echo b"), { code: "UNREACHABLE", commandMayHaveRun: false });
    await until(() => lab.windows.commands.includes("echo slow"));
    const ended = host.disconnect();
    await clock.advance(2_000);
    await ended;
    await running;
    await waiting;
    assert.ok(!lab.windows.commands.includes("echo b"));
  });
});
