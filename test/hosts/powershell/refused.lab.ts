import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import type { Host } from "../../../provider/hosts/host";
import { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { assertOfferedAgain } from "../offered-again";
import { account, eachInLab, type PowerShellLab } from "./powershell-lab";

describe("PowerShell whose logon is rejected", function () {
  this.timeout(30_000);
  let lab: PowerShellLab;
  eachInLab((started) => {
    lab = started;
  });

  it("a rejected password is offered once for all hosts of a domain", async () => {
    const computers = [await lab.addComputer(), await lab.addComputer()];
    const rejected = new Map();
    const hosts = computers.map((computer) =>
      lab.open(lab.remote(computer, { password: "wrong" }), { rejected }),
    );
    const ends = await Promise.allSettled(hosts.map((host) => host.run("echo a")));
    for (const end of ends) assert.match(String(end.status === "rejected" && end.reason), /AUTHENTICATION/);
    assert.equal(lab.world.requests.length, 1);
  });

  it("a denied logon, which may mean a wrong password, is tried on two hosts of a domain at most", async () => {
    const refusal = { errorId: "AccessDenied,PSSessionOpenFailed", message: "Zugriff verweigert." };
    const rejected = new Map();
    const messages: string[] = [];
    for (const name of ["127.0.0.1", "localhost", "127.1"]) {
      const computer = await lab.addComputer({ refusal });
      const host = lab.open(lab.remote(computer, { host: name }), { rejected });
      for (const attempt of [1, 2]) {
        await assert.rejects(host.run("echo a"), (error: Error & { code?: string }) => {
          messages.push(`${name} ${attempt} ${/not tried again/.test(error.message)}`);
          return error.code === "ACCESS_DENIED";
        });
      }
    }
    assert.equal(lab.world.requests.length, 2);
    assert.deepEqual(messages, [
      ...["127.0.0.1 1 false", "127.0.0.1 2 true", "localhost 1 false", "localhost 2 true"],
      ...["127.1 1 true", "127.1 2 true"],
    ]);
  });

  it("a host that denies the logon says nothing about a password that another accepted", async () => {
    const refusal = { errorId: "AccessDenied,PSSessionOpenFailed", message: "Zugriff verweigert." };
    const rejected = new Map();
    const usual = await lab.addComputer();
    assert.equal((await lab.open(lab.remote(usual), { rejected }).run("echo a")).output, "a\r\n");
    for (let round = 0; round < 3; round++) {
      const strange = await lab.addComputer({ refusal });
      await assert.rejects(lab.open(lab.remote(strange), { rejected }).run("echo a"), {
        code: "ACCESS_DENIED",
      });
    }
    // The one that accepted it is asked once more, before a third computer may see it.
    assert.equal(lab.world.requests.length, 5);
    const other = await lab.addComputer();
    assert.equal((await lab.open(lab.remote(other), { rejected }).run("echo b")).output, "b\r\n");
  });

  describe("that another computer took", () => {
    const timeouts = { connectSeconds: 5, commandSeconds: 60 };
    const logonFailure = { errorId: "LogonFailure,PSSessionOpenFailed", message: "x" };

    /** Two computers that took the password; the first of them refuses it from then on. */
    async function takenByTwo(windows = lab.windows) {
      const rejected = new Map();
      const clock = new ManualClock();
      const [first, second] = [await lab.addComputer(), await lab.addComputer({ windows })];
      const [changed, taker] = [first, second].map((computer) =>
        lab.open(lab.remote(computer), { rejected, clock, timeouts }),
      ) as [Host, Host];
      await changed.run("echo a");
      await taker.run("echo a");
      await changed.disconnect();
      Object.assign(first.options, { refusal: logonFailure });
      await assert.rejects(changed.run("echo b"), { code: "AUTHENTICATION" });
      const next = lab.open(lab.remote(await lab.addComputer()), { rejected, clock, timeouts });
      return { clock, second, next };
    }

    it("is offered to a third one after the second was asked again, in a process and a session that end", async () => {
      const { next, second } = await takenByTwo();
      assert.equal((await next.run("echo c")).output, "c\r\n");
      assert.equal(lab.world.requests.length, 5);
      assert.equal(lab.world.requests[3]?.port, second.port);
      assert.deepEqual([second.sessions.opened, second.sessions.closed], [2, 1]);
    });

    it("is offered to no third one where the second falls silent, which is known when its time to connect is over", async () => {
      const windows = new SimulatedWindows({ clock: systemClock });
      const { clock, next, second } = await takenByTwo(windows);
      windows.power.behaviour.afterRestart = "neverReturns";
      windows.power.behaviour.connections = "silent";
      windows.power.crash();
      const running = assert.rejects(
        next.run("echo c"),
        /AUTHENTICATION: .*No host that accepted it earlier in this run could tell/,
      );
      await until(() => lab.world.requests.length === 4);
      assert.equal(lab.world.requests[3]?.port, second.port);
      await clock.advance(5_000);
      await running;
      assert.equal(lab.world.requests.length, 4);
    });
  });

  it("is offered again to a computer that took it, if asked, and not otherwise", async () => {
    const computer = await lab.addComputer();
    await assertOfferedAgain(lab.open(lab.remote(computer)), {
      refuse: (to) => {
        Object.assign(computer.options, { password: to ? "another" : account.password });
      },
      logons: () => lab.world.requests.length,
    });
  });

  it("a password does not count as rejected where the two machines share no authentication method", async () => {
    const refusal = { errorId: "ServerNotTrusted,PSSessionOpenFailed", message: "x" };
    const [strange, usual] = [await lab.addComputer({ refusal }), await lab.addComputer()];
    const rejected = new Map();
    await assert.rejects(
      lab.open(lab.remote(strange), { rejected }).run("echo a"),
      / PROTOCOL: .*TrustedHosts/,
    );
    assert.equal((await lab.open(lab.remote(usual), { rejected }).run("echo b")).output, "b\r\n");
  });

  it("an account that is no administrator is denied", async () => {
    const computer = await lab.addComputer({ knowsOwnLogon: false });
    await assert.rejects(lab.open(lab.ownLogon(computer)).run("echo a"), / ACCESS_DENIED: .*Administrators/);
  });
});
