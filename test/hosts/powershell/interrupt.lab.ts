import assert from "node:assert/strict";
import { once } from "node:events";
import { until } from "../../support/until";
import { startInterruptedRun } from "../start-interrupted-run";
import { PowerShellLab, skipWithoutStandIn } from "./powershell-lab";

describe("a run through PowerShell that a signal ends", function () {
  this.timeout(60_000);
  before(function () {
    skipWithoutStandIn(this);
  });

  // Killed, it can tell nobody: PowerShell finds the end of its input when the command is over. A command that never ends keeps
  // PowerShell from closing the session before it is killed: the computer does so, after its idle time-out.
  for (const [signal, effect, left] of [
    ["SIGINT", { kind: "delay", seconds: 0.3 }, 0],
    ["SIGINT", { kind: "silence" }, 1],
    ["SIGKILL", { kind: "delay", seconds: 2 }, 0],
  ] as const) {
    it(`leaves no PowerShell, and ${left} session(s) to their idle time-out: ${signal}, ${effect.kind}`, async () => {
      const lab = await PowerShellLab.start();
      const computer = await lab.addComputer();
      lab.windows.faults.add({ when: /reg query/, effect });
      const inputs = { connection: lab.remote(computer), behindNat: "both" };
      const run = startInterruptedRun({ setting: inputs });
      const ended = once(run, "exit");
      try {
        await until(() => lab.windows.commands.length === 1);
        assert.deepEqual([computer.sessions.open, lab.world.running], [1, 1]);
        run.kill(signal);
        await ended;
        await until(() => lab.world.running === 0);
        assert.deepEqual([computer.sessions.open, computer.sessions.abandoned], [left, left]);
      } finally {
        run.kill("SIGKILL");
        await lab.end();
      }
    });
  }
});
