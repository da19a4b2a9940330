import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { UnreachableError } from "../../../provider/errors";
import { HostPool } from "../../../provider/hosts/host-pool";
import { ManualClock } from "../../support/manual-clock";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";
import { WinrmLab, winrmTimeouts } from "./winrm-lab";

describe("an operation over WinRM", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  describe("at its deadline", () => {
    it("ends the command and its shell over the same connection", async () => {
      const clock = new ManualClock();
      lab.windows.faults.add({ when: /^exit 0$/, effect: { kind: "silence" } });
      const host = lab.open(lab.sealed, { clock });
      const run = host.run("exit 0", { timeoutSeconds: 1 });
      run.catch(() => {});
      await until(() => lab.count(/receive/) === 1);
      // The host answers the poll after half a second of its own time.
      await clock.advance(600);
      await assert.rejects(run, (error) => {
        assert.ok(error instanceof UnreachableError, String(error));
        assert.match(error.message, /1 s/);
        assert.equal(error.commandMayHaveRun, true);
        return true;
      });
      await lab.assertShellsClosed();
    });

    it("of a silent host closes the shell over another connection", async () => {
      const clock = new ManualClock();
      lab.winrm.faults.add({ leg: "receive", effect: { kind: "silence" } });
      const timed = lab.open(lab.sealed, { clock });
      const run = timed.run("exit 0", { timeoutSeconds: 7 });
      run.catch(() => {});
      await until(() => lab.count(/receive/) === 1);
      await clock.advance(7_000);
      await assert.rejects(run, { phase: "waiting for output", commandMayHaveRun: true });
      await lab.assertShellsClosed();
      assert.equal(lab.winrm.connections, 2);
    });
  });

  it("that is under way when a run is interrupted leaves no shell, on any of the hosts", async () => {
    const other = await WinrmLab.start();
    const pool = new HostPool(stillClock, (_property, source) => String(source));
    try {
      const both = [lab, other];
      const runs = both.map(({ winrm, sealed }) => {
        winrm.faults.add({ leg: "receive", effect: { kind: "silence" } });
        return pool.connect(sealed, winrmTimeouts).run("exit 0");
      });
      for (const run of runs) run.catch(() => {});
      await until(() => both.every(({ winrm }) => winrm.requests.includes("receive")));
      await pool.closeAll();
      for (const run of runs) await assert.rejects(run, UnreachableError);
      for (const { winrm } of both) assert.deepEqual([winrm.shells.opened, winrm.shells.closed], [1, 1]);
    } finally {
      await other.stop();
    }
  });

  it("that is under way is ended by disconnect, which waits until its shell is closed", async () => {
    const host = lab.open(lab.sealed);
    lab.winrm.faults.add({ leg: "receive", effect: { kind: "silence" } });
    const run = host.run("exit 0");
    run.catch(() => {});
    const queued = host.run("exit 1");
    queued.catch(() => {});
    await until(() => lab.count(/receive/) === 1);
    await host.disconnect();
    await assert.rejects(
      run,
      /Pulumi closed the connection .*\. Run the same command again\. See docs\/errors\.md#unreachable$/,
    );
    await assert.rejects(queued, /before the command started/);
    assert.equal(lab.winrm.shells.open, 0);
    assert.equal(lab.winrm.shells.opened, 1);
  });

  it("opens nothing more once disconnect is over, though its shell could not be closed", async () => {
    const clock = new ManualClock();
    const host = lab.open(lab.sealed, { clock });
    lab.winrm.faults.add(
      { leg: "receive", effect: { kind: "silence" } },
      { leg: "negotiate", nth: 2, effect: { kind: "silence" } },
    );
    const run = host.run("exit 0");
    run.catch(() => {});
    await until(() => lab.count(/receive/) === 1);
    const ended = host.disconnect();
    await until(() => lab.count(/negotiate/) === 2);
    await clock.advance(900);
    await ended;
    await assert.rejects(run, /Pulumi closed the connection/);
    await clock.advance(0);
    assert.equal(clock.pending, 0, "something is under way");
    assert.equal(lab.winrm.connections, 2);
  });

  it("may be asked for while disconnect is under way, which leaves it alone", async () => {
    const clock = new ManualClock();
    const host = lab.open(lab.sealed, { clock });
    lab.winrm.faults.add(
      { leg: "receive", effect: { kind: "silence" } },
      { leg: "delete", times: 2, effect: { kind: "drop", when: "before" } },
    );
    const run = host.run("exit 0");
    run.catch(() => {});
    await until(() => lab.count(/receive/) === 1);
    const ended = host.disconnect();
    const next = host.run("exit 5");
    await ended;
    await assert.rejects(run, /Pulumi closed the connection/);
    assert.equal((await next).exitCode, 5);
  });
});
