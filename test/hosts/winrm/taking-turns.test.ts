import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { systemClock } from "../../../provider/clock";
import { AuthenticationError } from "../../../provider/errors";
import { HostPool } from "../../../provider/hosts/host-pool";
import type { RefusedCredentials } from "../../../provider/hosts/refused-credentials";
import { WinrmLab, winrmTimeouts } from "./winrm-lab";

describe("a wrong password is shown once in a process, by", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  it("ten resources on one host", async () => {
    const refused: RefusedCredentials = new Map();
    const hosts = Array.from({ length: 10 }, () =>
      lab.open({ ...lab.secured, password: "wrong" }, { refused }),
    );
    for (const host of hosts) {
      await assert.rejects(host.run("exit 0"), AuthenticationError);
      await assert.rejects(host.run("exit 0"), AuthenticationError);
    }
    assert.equal(lab.winrm.refusedLogins, 1);
  });

  it("ten resources of one run at once", async () => {
    const pool = new HostPool(systemClock, (_property, source) => String(source));
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
      const refused: RefusedCredentials = new Map();
      const runs = [lab, other].map((one) =>
        one.open({ ...one.sealed, user: "CORP\\svc", password: "wrong" }, { refused }).run("exit 0"),
      );
      for (const run of runs) await assert.rejects(run, AuthenticationError);
      assert.equal(lab.winrm.refusedLogins + other.winrm.refusedLogins, 1);
    } finally {
      await other.stop();
    }
  });
});
