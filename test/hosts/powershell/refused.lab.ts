import assert from "node:assert/strict";
import { eachInLab, type PowerShellLab } from "./powershell-lab";

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
