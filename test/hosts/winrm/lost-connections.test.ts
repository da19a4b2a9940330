import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { UnreachableError } from "../../../provider/errors";
import { misshapen } from "../../lab/simulated/winrm/faults";
import { until } from "../../support/until";
import { WinrmLab } from "./winrm-lab";

describe("an operation over WinRM that loses its connection", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  it("closes every shell it opened: 100 runs that succeed, fail or are cut", async () => {
    const host = lab.open(lab.sealed);
    for (let run = 0; run < 100; run++) {
      if (run % 10 === 3) lab.winrm.faults.add({ leg: "receive", effect: { kind: "drop", when: "during" } });
      if (run % 10 === 6) lab.winrm.faults.add({ leg: "delete", effect: { kind: "drop", when: "before" } });
      if (run % 10 === 9) {
        lab.winrm.faults.add({ leg: "receive", effect: { kind: "soap", change: misshapen.garbage } });
      }
      await host.run(`exit ${run}`).catch(() => {});
      lab.winrm.faults.clear();
    }
    await lab.assertShellsClosed();
    assert.equal(lab.winrm.shells.opened, 100);
  }).timeout(10_000);

  describe("after a lost connection logs in anew, and sends a command once:", () => {
    const drops = {
      "lost with the Create of an idle connection": ["create", 2, "resolves"],
      "lost before the command is taken": ["command", 1, "rejects"],
      "lost while output is waited for": ["receive", 1, "rejects"],
      "lost with the Delete": ["delete", 1, "resolves"],
    } as const;
    for (const [words, [leg, nth, expected]] of Object.entries(drops)) {
      for (const when of ["before", "after", "during"] as const) {
        it(`${words}, ${when} it is done`, async () => {
          const host = lab.openFailing({ leg, nth, effect: { kind: "drop", when } });
          for (let run = 1; run < nth; run++) await host.run("exit 0");
          const commands = lab.windows.commands.length;
          const run = host.run("exit 4");
          if (expected === "resolves") assert.equal((await run).exitCode, 4);
          else {
            await assert.rejects(run, (error) => {
              assert.ok(error instanceof UnreachableError, String(error));
              assert.equal(error.commandMayHaveRun, true);
              return true;
            });
          }
          assert.equal((await host.run("exit 5")).exitCode, 5);
          const sent = lab.windows.commands.slice(commands).filter((line) => line === "exit 4").length;
          assert.ok(sent <= 1, `${sent} times`);
          assert.equal(lab.count(/^authenticate/), 2);
          // What the host did not finish to say cannot be closed by name: an unknown shell dies by its idle time-out.
          const unknown = leg === "create" && when !== "before" ? 1 : 0;
          await until(() => lab.winrm.shells.open === unknown);
        });
      }
    }

    for (const leg of ["create", "command", "receive", "delete"] as const) {
      it(`the host closes it with its answer to ${leg}`, async () => {
        const host = lab.openFailing({ leg, effect: { kind: "close" } });
        assert.equal((await host.run("exit 4")).exitCode, 4);
        assert.equal((await host.run("exit 5")).exitCode, 5);
        assert.deepEqual(lab.windows.commands, ["exit 4", "exit 5"]);
        await lab.assertShellsClosed();
      });
    }

    it("the host closes it in the middle of the log-in: a clear end", async () => {
      const host = lab.openFailing({ leg: "negotiate", effect: { kind: "close" } });
      await assert.rejects(host.run("exit 0"), UnreachableError);
      assert.deepEqual(lab.windows.commands, []);
    });
  });

  it("logs in anew, and blames no password, where a host forgets a log-in that it took", async () => {
    const host = lab.openFailing({ leg: "receive", effect: { kind: "status", status: 401 } });
    await assert.rejects(host.run("exit 0"), /UNREACHABLE: .*no longer knows the log-in/);
    assert.equal((await host.run("exit 5")).exitCode, 5);
  });
});
