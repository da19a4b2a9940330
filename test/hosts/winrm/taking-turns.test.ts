import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { AuthenticationError, UnreachableError } from "../../../provider/errors";
import { HostPool } from "../../../provider/hosts/host-pool";
import type { RejectedCredentials } from "../../../provider/hosts/transport";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { ManualClock } from "../../support/manual-clock";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";
import { WinrmLab, winrmTimeouts } from "./winrm-lab";

const account = { user: "CORP\\svc", password: "right" } as const;

describe("a domain account at several hosts at once", () => {
  let labs: WinrmLab[];
  beforeEach(async () => {
    const options = { domain: "CORP", user: "svc", password: "right" };
    labs = await Promise.all([1, 2, 3].map(() => WinrmLab.start(options)));
  });
  afterEach(() => Promise.all(labs.map((lab) => lab.stop())));

  const ways: Record<string, readonly [(lab: WinrmLab) => WinrmConnection, "authenticate" | "create"]> = {
    "that is proven by the log-in, over HTTP,": [(lab) => lab.sealed, "authenticate"],
    "that is proven by the first message, over HTTPS,": [(lab) => lab.secured, "create"],
  };
  for (const [words, [connection, leg]] of Object.entries(ways)) {
    describe(words, () => {
      let rejected: RejectedCredentials;
      beforeEach(() => {
        rejected = new Map();
      });

      /** A command with two seconds for everything, and the clock that they run on. */
      function begin(lab: WinrmLab) {
        const clock = new ManualClock();
        const run = lab
          .open({ ...connection(lab), ...account }, { clock, rejected })
          .run("exit 4", { connectTimeoutSeconds: 2, timeoutSeconds: 2 });
        run.catch(() => {});
        return { lab, clock, run };
      }

      /** Has the first host fall silent at the log-in, and the others wait a minute for it. */
      async function begun() {
        const [silent, ...healthy] = labs;
        assert.ok(silent !== undefined);
        silent.winrm.faults.add({ leg, effect: { kind: "silence" } });
        const lost = begin(silent);
        await until(() => silent.count(/^authenticate/) === 1);
        const waiting = healthy.map(begin);
        await until(() => healthy.every((lab) => lab.count(/^negotiate/) === 1));
        await until(() => waiting.every(({ clock }) => clock.pending === 0));
        for (const { clock } of waiting) await clock.advance(60_000);
        return { lost, waiting };
      }

      it("loses only the one that falls silent", async () => {
        const { lost, waiting } = await begun();
        await lost.clock.advance(2_000);
        await assert.rejects(lost.run, UnreachableError);
        for (const { run, lab } of waiting) {
          assert.equal((await run).exitCode, 4);
          assert.equal(lab.winrm.connections, 1);
        }
      });

      it("has its whole limit after the wait, and no more, over another connection too", async () => {
        const { lost, waiting } = await begun();
        for (const { winrm } of labs) {
          winrm.faults.add({ leg: "create", effect: { kind: "close" } });
          winrm.faults.add({ leg: "receive", effect: { kind: "silence" } });
        }
        await lost.clock.advance(2_000);
        for (const { run, lab, clock } of waiting) {
          await until(() => lab.count(/receive/) === 1);
          let ended = false;
          run.catch(() => {
            ended = true;
          });
          await clock.advance(1_999);
          assert.equal(ended, false);
          await clock.advance(1);
          assert.equal(ended, true);
          await assert.rejects(run, UnreachableError);
        }
      });
    });
  }
});

describe("a wrong password is offered once in a process, by", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  it("ten resources on one host", async () => {
    const rejected: RejectedCredentials = new Map();
    const hosts = Array.from({ length: 10 }, () =>
      lab.open({ ...lab.secured, password: "wrong" }, { rejected }),
    );
    for (const host of hosts) {
      await assert.rejects(host.run("exit 0"), AuthenticationError);
      await assert.rejects(host.run("exit 0"), AuthenticationError);
    }
    assert.equal(lab.winrm.refusedLogins, 1);
  });

  it("ten resources of one run at once", async () => {
    const pool = new HostPool(stillClock, (_property, source) => String(source));
    const runs = Array.from({ length: 10 }, () =>
      pool.connect({ ...lab.sealed, password: "wrong" }, winrmTimeouts).run("exit 0"),
    );
    for (const run of runs) await assert.rejects(run, AuthenticationError);
    assert.equal(lab.winrm.refusedLogins, 1);
    await pool.closeAll();
  });

  it("one domain account on two hosts at once", async () => {
    const other = await WinrmLab.start();
    try {
      const rejected: RejectedCredentials = new Map();
      const runs = [lab, other].map((one) =>
        one.open({ ...one.sealed, user: "CORP\\svc", password: "wrong" }, { rejected }).run("exit 0"),
      );
      for (const run of runs) await assert.rejects(run, AuthenticationError);
      assert.equal(lab.winrm.refusedLogins + other.winrm.refusedLogins, 1);
    } finally {
      await other.stop();
    }
  });
});
