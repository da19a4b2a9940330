import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { Clock } from "../../../provider/clock";
import { UnreachableError } from "../../../provider/errors";
import { ManualClock } from "../../support/manual-clock";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";
import { WinrmLab } from "./winrm-lab";

describe("an operation over WinRM that loses its connection", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  describe("after a lost connection logs in again, and sends a command once:", () => {
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
          // What the host did not finish to say cannot be closed by name: an unknown shell ends by its idle timeout.
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

    it("the host closes it in the middle of the login: a clear end", async () => {
      const host = lab.openFailing({ leg: "negotiate", effect: { kind: "close" } });
      await assert.rejects(host.run("exit 0"), UnreachableError);
      assert.deepEqual(lab.windows.commands, []);
    });
  });

  it("logs in again, and blames no password, where a host forgets a login", async () => {
    const host = lab.openFailing({ leg: "receive", effect: { kind: "status", status: 401 } });
    await assert.rejects(host.run("exit 0"), /UNREACHABLE: .*no longer accepts the login/);
    assert.equal((await host.run("exit 5")).exitCode, 5);
  });

  describe("in the middle of a command that may take a second", () => {
    /** A command of a host that closes the connection with its answer to this request. */
    function begin(leg: "create" | "command", clock: Clock): Promise<unknown> {
      lab.winrm.faults.add({ leg, effect: { kind: "close" } });
      const run = lab
        .open(lab.sealed, { clock })
        .run("exit 4", { timeoutSeconds: 1, connectTimeoutSeconds: 4 });
      run.catch(() => {});
      return run;
    }

    it("has no longer than that for another one", async () => {
      const clock = new ManualClock();
      lab.winrm.faults.add({ leg: "negotiate", nth: 2, effect: { kind: "silence" } });
      const run = begin("create", clock);
      await until(() => lab.count(/negotiate/) === 2);
      await clock.advance(1_000);
      assert.equal(await hasSettled(run), true);
      await assert.rejects(run, { code: "UNREACHABLE", phase: "authentication", commandMayHaveRun: false });
    });

    /** A clock on which the second log-in takes so long, and what moves it on otherwise. */
    function slowSecondLogin(milliseconds: number): { readonly clock: Clock; readonly manual: ManualClock } {
      const manual = new ManualClock();
      let late = 0;
      const takeTime = (token: Buffer): Buffer => {
        late = milliseconds;
        return token;
      };
      lab.winrm.faults.add({ leg: "negotiate", nth: 2, effect: { kind: "token", change: takeTime } });
      const clock: Clock = {
        now: () => manual.now(),
        monotonic: () => manual.monotonic() + late,
        setTimer: (after, callback) => manual.setTimer(after, callback),
      };
      return { clock, manual };
    }

    it("has what another one left of that", async () => {
      const { clock, manual } = slowSecondLogin(400);
      lab.winrm.faults.add({ leg: "command", effect: { kind: "silence" } });
      const run = begin("create", clock);
      await until(() => lab.count(/command/) === 1);
      await manual.advance(600);
      assert.equal(await hasSettled(run), true);
      await assert.rejects(run, { code: "UNREACHABLE", commandMayHaveRun: true });
    });

    it("waits for no output where another one left too little", async () => {
      const run = begin("command", slowSecondLogin(600).clock);
      await assert.rejects(run, /did not finish within 1 s/);
      await assert.rejects(run, { code: "UNREACHABLE", commandMayHaveRun: true });
      assert.equal(lab.count(/receive/), 0);
    });

    it("may have run it, though there is no other one", async () => {
      lab.winrm.faults.add({ leg: "negotiate", nth: 2, effect: { kind: "drop", when: "before" } });
      const run = begin("command", stillClock);
      await assert.rejects(run, { code: "UNREACHABLE", commandMayHaveRun: true });
    });
  });
});

/** Whether the work has settled by now. */
async function hasSettled(work: Promise<unknown>): Promise<boolean> {
  const ended = work.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}
