import assert from "node:assert/strict";
import { request } from "node:https";
import { createConnection } from "node:net";
import { systemClock } from "../../../../provider/clock";
import type { Host } from "../../../../provider/hosts/host";
import { openHost } from "../../../support/open-host";
import {
  type LabWinrmConnection,
  type SimulatedHostOptions,
  type SimulatedWinrmHost,
  startSimulatedHost,
} from "../simulated-host";
import { mutual } from "./authentication";
import { newCertificate } from "./certificate";
import { misshapen } from "./faults";

const four = ["create", "command", "receive", "delete"];

describe("a simulated WinRM service", () => {
  let lab: SimulatedWinrmHost;
  const hosts: Host[] = [];

  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.disconnect();
    await lab.stop();
  });

  async function start(options: SimulatedHostOptions = {}): Promise<void> {
    lab = await startSimulatedHost({ ...options, winrm: true });
  }

  function open(connection: LabWinrmConnection): Host {
    const host = openHost(connection, {
      clock: systemClock,
      timeouts: { connectSeconds: 5, commandSeconds: 5 },
      readSecret: (_property, source) => String(source),
    });
    hosts.push(host);
    return host;
  }

  for (const scheme of ["http", "https"] as const) {
    it(`runs a command over ${scheme}, counts it, and is in the same machine as the SSH server`, async () => {
      await start();
      lab.winrm.accounts.hardening = "strict";
      const { output, exitCode } = await open(lab.winrmConnections[scheme]).run("echo a & exit 70000");
      assert.deepEqual([output.trim(), exitCode], ["a", 70000]);
      assert.deepEqual(lab.windows.commands, ["echo a & exit 70000"]);
      assert.deepEqual(lab.winrm.requests.slice(-3), four.slice(1));
      assert.deepEqual([lab.winrm.connections, lab.winrm.logins, lab.winrm.shells.open], [1, 1, 0]);
    });
  }

  it("lists what it offers, and Basic over TLS only", async () => {
    await start();
    lab.winrm.accounts.basic = true;
    const answer = await fetch(`http://127.0.0.1:${lab.winrm.http.port}/wsman`, { method: "POST" });
    assert.deepEqual([answer.status, answer.headers.get("www-authenticate")], [401, "Negotiate"]);
    assert.deepEqual(lab.winrm.requests, ["ask"]);
  });

  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    it(`takes a client certificate as Windows does: ${maxVersion}`, async () => {
      await start();
      const { key, certificate, sha256 } = newCertificate({ userPrincipalName: "Administrator@localhost" });
      lab.winrm.accounts.clientCertificates.push(sha256);
      const { host, port } = lab.winrmConnections.https;
      const status = await new Promise((resolve) => {
        const headers = { Authorization: mutual };
        const tls = { key, cert: certificate, maxVersion, rejectUnauthorized: false };
        request({ host, port, path: "/wsman", method: "POST", headers, agent: false, ...tls }, (answer) => {
          answer.resume().once("end", () => resolve(answer.statusCode));
        })
          .once("error", (error: NodeJS.ErrnoException) => resolve(error.code))
          .end();
      });
      assert.equal(status, maxVersion === "TLSv1.2" ? 200 : "ECONNRESET");
    });
  }

  it("answers Identify without a log-in", async () => {
    await start();
    const answer = await fetch(`http://127.0.0.1:${lab.winrm.http.port}/wsman`, {
      method: "POST",
      headers: { WSMANIDENTIFY: "unauthenticated" },
      body: "<x/>",
    });
    assert.match(await answer.text(), /<wsmid:ProductVendor>Microsoft Corporation</);
    assert.deepEqual(lab.winrm.requests, ["identify"]);
  });

  it("forgets its shells and refuses connections while the machine is down, and is back after the boot", async () => {
    await start({ power: { bootSeconds: 0.1 } });
    const host = open(lab.winrmConnections.http);
    await host.run("echo a");
    const booted = lab.windows.power.nextBoot();
    lab.windows.power.crash();
    const socket = createConnection(lab.winrm.http.port, "127.0.0.1").on("error", () => {});
    await new Promise((resolve) => socket.once("close", resolve));
    assert.equal(lab.winrm.connections, 1);
    await booted;
    assert.equal((await host.run("echo b")).output.trim(), "b");
    assert.equal(lab.winrm.connections, 2);
  });

  for (const when of ["before", "during", "after"] as const) {
    it(`loses the connection ${when} a command as the script of faults says`, async () => {
      await start();
      lab.windows.faults.add({ when: /./, effect: { kind: "cut", when } });
      await assert.rejects(open(lab.winrmConnections.http).run("reg add HKLM\\SOFTWARE\\Lab -f"));
      assert.equal(lab.windows.registry.hasKey("HKLM\\SOFTWARE\\Lab"), when !== "before");
      assert.equal(lab.winrm.requests.includes("receive"), when !== "before");
    });
  }

  it("shapes a reply as the script of faults says", async () => {
    await start();
    lab.winrm.faults.add(
      { leg: "receive", effect: { kind: "soap", change: misshapen.manyStates } },
      { leg: "receive", nth: 2, effect: { kind: "soap", change: misshapen.splitStreams } },
      { leg: "receive", nth: 3, effect: { kind: "chunks", bytes: 50 } },
    );
    const host = open(lab.winrmConnections.http);
    for (const word of ["one", "two", "three"]) {
      assert.equal((await host.run(`echo ${word}`)).output.trim(), word);
    }
  });
});
