import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import type { Host } from "../../../provider/hosts/host";
import { openHost } from "../../support/open-host";
import { stillClock } from "../../support/still-clock";
import { Power } from "../simulated/power";
import { SimulatedWinrm } from "../simulated/winrm/simulated-winrm";
import { skipWithoutWine } from "../wine/tools";
import { startWineHost, type WineHost } from "../wine/wine-host";

const key = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\PolicyAgent`;
const name = "AssumeUDPEncapsulationContextOnSendRule";

describe("from the WinRM client through sealed NTLM to a real reg.exe", function () {
  this.timeout(60_000);
  let wine: WineHost | undefined;
  let winrm: SimulatedWinrm | undefined;
  let host: Host | undefined;

  before(async function () {
    skipWithoutWine(this);
    const started = await startWineHost();
    wine = started;
    winrm = new SimulatedWinrm(serviceOf(started), { password: "Grüße €" });
    await winrm.start();
    host = openHost(
      {
        transport: "winrm",
        scheme: "http",
        host: "127.0.0.1",
        port: winrm.http.port,
        user: "Administrator",
        password: "Grüße €",
      },
      {
        clock: stillClock,
        timeouts: { connectSeconds: 20, commandSeconds: 20 },
        readSecret: (_property, source) => (typeof source === "string" ? source : ""),
      },
    );
  });
  after(async () => {
    await host?.disconnect();
    await winrm?.stop();
    await wine?.stop();
  });

  async function run(commandLine: string) {
    assert.ok(host);
    return await host.run(commandLine);
  }

  it("writes, reads and removes the setting, and each is there to see for others", async () => {
    assert.ok(wine);
    const written = await run(`reg add "${key}" -v ${name} -t REG_DWORD -d 2 -f`);
    assert.equal(written.exitCode, 0);
    assert.match(await wine.exportRegistry(), new RegExp(`PolicyAgent.*${name}.*2`));

    const read = await run(`ver & reg query "${key}" -v ${name}`);
    assert.equal(read.exitCode, 0);
    assert.match(read.output, new RegExp(`Windows [\\s\\S]*${name}\\s+REG_DWORD\\s+0x2\\r\\n`));

    assert.equal((await run(`reg delete "${key}" -v ${name} -f`)).exitCode, 0);
    assert.ok(!(await wine.exportRegistry()).includes(name));
    assert.equal((await run(`reg query "${key}" -v ${name}`)).exitCode, 1);
  });

  it("needed one log-in, one connection and four requests a command, and left no shell", () => {
    assert.ok(winrm);
    const four = ["create", "command", "receive", "delete"];
    assert.deepEqual(winrm.requests, ["negotiate", "authenticate", ...four, ...four, ...four, ...four]);
    assert.deepEqual([winrm.connections, winrm.logins, winrm.shells.open], [1, 1, 0]);
    assert.deepEqual([winrm.refusals, winrm.misunderstood], [[], []]);
  });
});

/** What a WinRM service needs of a machine, carried out by wine. */
function serviceOf(wine: WineHost) {
  return {
    computerName: "LAB-WINE",
    user: "LAB-WINE\\Administrator",
    elevated: true,
    power: new Power(systemClock, {
      shutdownSeconds: 0,
      bootSeconds: 0,
      settleSeconds: 0,
      furtherBootsAfterSeconds: [],
      afterRestart: "returns",
      connections: "dropped",
      connectSeconds: 0,
      logons: "accepted",
    }),
    deliver: async (commandLine: string) => ({
      kind: "answered" as const,
      result: { errorOutput: "", ...(await wine.byAnotherHand(commandLine)) },
    }),
  };
}
