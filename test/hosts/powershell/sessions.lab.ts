import assert from "node:assert/strict";

import { defaultTimeouts } from "../../../provider/hosts/connection";
import { HostPool } from "../../../provider/hosts/host-pool";
import { ManualClock } from "../../support/manual-clock";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";
import { assertTiesCommands } from "../tied-command";
import { account, eachInLab, type PowerShellLab } from "./powershell-lab";

describe("a PowerShell session", function () {
  this.timeout(60_000);
  let lab: PowerShellLab;
  eachInLab((started) => {
    lab = started;
  });

  it("one session runs all commands, and is closed with its process", async () => {
    const computer = await lab.addComputer();
    const host = lab.open(lab.remote(computer));
    for (const word of ["one", "two", "three"]) await host.run(`echo ${word}`);
    assert.deepEqual([computer.sessions.opened, computer.sessions.open], [1, 1]);
    await host.disconnect();
    assert.deepEqual(
      [computer.sessions.closed, computer.sessions.abandoned, computer.sessions.open],
      [1, 0, 0],
    );
    await until(() => lab.world.running === 0);
  });

  it("a command that is tied to a connection is sent over that one, or not at all", async () => {
    const computer = await lab.addComputer();
    await assertTiesCommands(lab.open(lab.remote(computer)));
    assert.equal(computer.sessions.opened, 2);
  });

  it("a session without a user uses the logon of the account that runs Pulumi", async () => {
    const computer = await lab.addComputer();
    assert.equal((await lab.open(lab.ownLogon(computer)).run("echo a")).output, "a\r\n");
    assert.equal(lab.world.requests[0]?.credential, undefined);
    assert.ok(!lab.world.processes[0]?.transcript.some((line) => /ReadLine|PSCredential/.test(line)));
  });

  it("a session that could not be closed ends after four minutes", async () => {
    const computer = await lab.addComputer();
    lab.windows.faults.add({ when: /echo slow/, effect: { kind: "silence" } });
    const clock = new ManualClock();
    const host = lab.open(lab.remote(computer), { clock });
    const run = assert.rejects(
      host.run("echo slow"),
      / UNREACHABLE: .*PowerShell no longer answered and was ended/,
    );
    await until(() => lab.windows.commands.includes("echo slow"));
    await clock.advance(60_000);
    await run;
    await until(() => computer.sessions.abandoned === 1);
    assert.equal(lab.world.requests[0]?.idleMilliseconds, 240_000);
  });

  it("twenty runs that succeed, fail or are cut leave no session open", async () => {
    const computer = await lab.addComputer();
    lab.windows.faults.add({ when: /echo cut/, times: 99, effect: { kind: "cut", when: "during" } });
    for (let round = 0; round < 20; round++) {
      const host = lab.open(lab.remote(computer));
      await host.run("echo a");
      if (round % 3 === 1) await assert.rejects(host.run("echo cut"), { code: "UNREACHABLE" });
      if (round % 3 === 2) void host.run("echo b").catch(() => undefined);
      await host.disconnect();
    }
    await until(() => lab.world.running === 0);
    assert.deepEqual([computer.sessions.open, computer.sessions.abandoned], [0, 0]);
    assert.equal(computer.sessions.closed, computer.sessions.opened);
  });

  it("no command line, transcript or environment holds the credential", async () => {
    const computer = await lab.addComputer();
    // Where `{ env }` names it, it is in the environment of this very process.
    process.env.VPN_PASSWORD = account.password;
    try {
      await lab.open(lab.remote(computer)).run("echo a");
    } finally {
      delete process.env.VPN_PASSWORD;
    }
    assert.deepEqual(lab.world.requests[0]?.credential, account);
    const seen = JSON.stringify([lab.world.processes, lab.windows.commands]);
    const forms = (["utf8", "utf16le", "latin1"] as const).flatMap((encoding) => {
      const bytes = Buffer.from(account.password, encoding);
      return [bytes.toString("base64"), bytes.toString("hex"), bytes.toString("latin1")];
    });
    for (const form of [account.password, "canary", ...forms]) assert.ok(!seen.includes(form), form);
  });

  it("equal connections of a run share a session, others do not", async () => {
    const computer = await lab.addComputer();
    const pool = new HostPool(stillClock, (_property, source) => String(source));
    const remote = lab.remote(computer);
    for (const connection of [remote, { ...remote }, lab.ownLogon(computer), lab.local(), lab.local()]) {
      await pool.connect(connection, defaultTimeouts).run("echo a");
    }
    assert.equal(computer.sessions.opened, 2);
    assert.equal(lab.world.processes.length, 3);
    await pool.closeAll();
    await until(() => lab.world.running === 0);
    assert.equal(computer.sessions.open, 0);
  });

  it("a process ends with the last caller that has work left for its host, and the next one starts another", async () => {
    const computer = await lab.addComputer();
    const pool = new HostPool(stillClock, (_property, source) => String(source));
    const [one, other] = [0, 1].map(() => pool.connect(lab.remote(computer), defaultTimeouts));
    await one?.run("echo a");
    await one?.release();
    await one?.release();
    assert.deepEqual([lab.world.running, computer.sessions.open], [1, 1]);
    await other?.run("echo b");
    await other?.release();
    await until(() => lab.world.running === 0);
    assert.deepEqual([computer.sessions.closed, computer.sessions.abandoned], [1, 0]);
    const next = pool.connect(lab.remote(computer), defaultTimeouts);
    assert.equal((await next.run("echo c")).output, "c\r\n");
    await pool.closeAll();
    assert.equal(lab.world.processes.length, 2);
  });

  it("200 hosts hold no more processes than are at work, those that refuse the logon among them", async function () {
    this.timeout(300_000);
    const pool = new HostPool(stillClock, (_property, source) => String(source));
    const computers = await Promise.all(
      Array.from({ length: 200 }, (_, nth) => lab.addComputer({ knowsOwnLogon: nth % 10 !== 0 })),
    );
    const waiting = [...computers];
    const codes: string[] = [];
    const atWork = 4;
    const worker = async () => {
      for (let computer = waiting.pop(); computer !== undefined; computer = waiting.pop()) {
        const host = pool.connect(lab.ownLogon(computer), defaultTimeouts);
        await host.run("echo a").catch((error: { code: string }) => codes.push(error.code));
        await host.release();
      }
    };
    await Promise.all(Array.from({ length: atWork }, worker));
    assert.deepEqual([lab.world.processes.length, lab.world.mostRunning], [200, atWork]);
    assert.deepEqual(codes, Array(20).fill("ACCESS_DENIED"));
    await until(() => lab.world.running === 0);
    assert.deepEqual(
      computers.map(({ sessions }) => [sessions.opened, sessions.closed]),
      computers.map((_, nth) => (nth % 10 === 0 ? [0, 0] : [1, 1])),
    );
  });

  it("the password is read again for each run, and another password opens another session", async () => {
    const computer = await lab.addComputer();
    let password = "wrong";
    const pool = new HostPool(stillClock, (_property, source) =>
      typeof source === "string" ? source : password,
    );
    const connection = lab.remote(computer, { password: { env: "PW" } });
    await assert.rejects(pool.connect(connection, defaultTimeouts).run("echo a"), { code: "AUTHENTICATION" });
    password = account.password;
    assert.equal((await pool.connect(connection, defaultTimeouts).run("echo a")).output, "a\r\n");
    await pool.closeAll();
  });
});
