import assert from "node:assert/strict";
import { once } from "node:events";
import { until } from "../../support/until";
import { startInterruptedRun } from "../start-interrupted-run";
import { WinrmLab } from "./winrm-lab";

describe("a run over WinRM that SIGINT ends", function () {
  this.timeout(60_000);

  for (const scheme of ["sealed", "secured"] as const) {
    it(`leaves no shell on the host (${scheme})`, async function () {
      if (process.platform === "win32") {
        console.log("      skipped: Windows has no signals that a process can send to another");
        this.skip();
      }
      const lab = await WinrmLab.start();
      lab.windows.faults.add({ when: /reg query/, effect: { kind: "silence" } });
      const inputs = { connection: lab[scheme], behindNat: "both" };
      const run = startInterruptedRun({ setting: inputs });
      const ended = once(run, "exit");
      try {
        await until(() => lab.windows.commands.length === 1);
        assert.equal(lab.winrm.shells.open, 1);
        run.kill("SIGINT");
        await ended;
        const { opened, closed, open } = lab.winrm.shells;
        assert.deepEqual({ opened, closed, open }, { opened: 1, closed: 1, open: 0 });
      } finally {
        run.kill("SIGKILL");
        await lab.stop();
      }
    });
  }
});
