import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { absent, dword } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { IkeResponder } from "../support/ike-responder";
import { LanguageHost } from "./language-host";
import { checkoutFolder } from "./packed-package";
import { compiled, folderFiles } from "./program-folder";
import { PulumiProject } from "./pulumi-project";
import { failed, succeeded, textOf } from "./run-outcome";

const names = ["vpn01", "vpn02", "vpn03"] as const;

describe("examples/drained-servers, as docs/hooks.md tells of it", function () {
  this.timeout(300_000);
  const hosts = new Map<string, SimulatedHost>();
  /** What came, in order: calls of the load balancer, and restarts. */
  const came: string[] = [];
  let balancerSays = 200;
  let balancer: Server;
  let vpn: IkeResponder;
  let language: Awaited<ReturnType<typeof LanguageHost.start>>;
  let project: PulumiProject;

  before(async () => {
    for (const name of names) {
      const host = await startSimulatedHost({ hostSecondsPerSecond: 1000 });
      host.windows.power.listen({ booted: () => void came.push(`${name} restarts`) });
      hosts.set(name, host);
    }
    balancer = createServer(({ method, url }, response) => {
      came.push(`${method} ${url}`);
      response.writeHead(balancerSays).end();
    }).listen(0, "127.0.0.1");
    vpn = await IkeResponder.start();
    language = await LanguageHost.start();
    project = await PulumiProject.create({
      files: compiled(folderFiles(join(checkoutFolder, "examples", "drained-servers"))),
      environment: language.environment,
    });
    const servers = names.map((name) => {
      const { host, port, hostKey } = hostOf(name).connection;
      return { name, host, port, hostKey };
    });
    await project.setPlainConfig({
      servers: JSON.stringify(servers),
      user: hostOf("vpn01").connection.user,
      loadBalancer: `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`,
      ikePort: vpn.port,
      vpnSeconds: 1,
      warningSeconds: 5,
      timeoutSeconds: 12,
    });
    await project.setSecretConfig("password", hostOf("vpn01").connection.password);
  });

  after(async () => {
    await project?.dispose();
    language?.stop();
    await vpn?.stop();
    balancer?.close();
    for (const host of hosts.values()) await host.stop();
  });

  beforeEach(() => {
    came.length = 0;
  });

  it("runs no hook in a preview", async () => {
    await succeeded(project.preview());
    assert.deepEqual(came, []);
  });

  it("does not restart a host that could not be drained, and begins none after it; its value is written", async () => {
    balancerSays = 503;
    const run = await failed(project.up(), /could not drain vpn01: the load balancer says 503/);
    balancerSays = 200;
    assert.deepEqual(came, ["DELETE /servers/vpn01"]);
    assert.deepEqual(values(), [dword(2), absent, absent]);
    assert.doesNotMatch(textOf(run), new RegExp(hostOf("vpn01").connection.password));
  });

  it("puts back a host whose restart is postponed, unasked; where the VPN does not come back it leaves the host drained, and begins none after it", async () => {
    hostOf("vpn01").windows.occupants.logOn("anna");
    vpn.answers = false;
    await failed(project.up(), /127\.0\.0\.1 does not answer IKE 1 s after its restart/);
    vpn.answers = true;
    assert.deepEqual(came, [
      ...["DELETE /servers/vpn01", "PUT /servers/vpn01"],
      ...["DELETE /servers/vpn02", "vpn02 restarts"],
    ]);
    assert.deepEqual(values(), [dword(2), dword(2), absent]);
    assert.equal((await rebootOf("vpn02")).outputs?.status, "active");
  });

  it("does the rest with the next up, host by host, does not check again what is active, and leaves a host drained that is not ready", async () => {
    hostOf("vpn01").windows.occupants.clear();
    hostOf("vpn03").windows.services.install("RasMan", { outcome: "fails" });
    await failed(project.up(), /NOT_READY.*RasMan/);
    assert.deepEqual(came, [
      ...["DELETE /servers/vpn01", "vpn01 restarts", "PUT /servers/vpn01"],
      ...["DELETE /servers/vpn03", "vpn03 restarts"],
    ]);
  });

  it("puts back a host that has become ready since, without another restart", async () => {
    hostOf("vpn03").windows.services.install("RasMan");
    await succeeded(project.up());
    assert.deepEqual(came, ["DELETE /servers/vpn03", "PUT /servers/vpn03"]);
  });

  it("checks the VPN again, and restarts nothing, where a Reboot is replaced", async () => {
    vpn.messages.length = 0;
    await succeeded(project.up({ args: ["--replace", (await rebootOf("vpn02")).urn] }));
    assert.deepEqual(came, ["DELETE /servers/vpn02", "PUT /servers/vpn02"]);
    assert.equal(vpn.messages.length, 1);
  });

  it("drains no host where only options changed", async () => {
    await project.setPlainConfig({ warningSeconds: 6 });
    const run = await succeeded(project.up());
    assert.match(run.output, /Reboot vpn01 updated/);
    assert.deepEqual(came, []);
  });

  it("cannot be destroyed without the program where it binds a hook to the delete, which is why it binds none", async () => {
    const asItIs = readFileSync(join(project.programFolder, "hooks.js"), "utf8");
    project.write({ "hooks.js": asItIs.replace("beforeCreate: [drain]", "beforeDelete: [drain]") });
    await succeeded(project.up());
    await failed(project.destroy(), /--run-program/);
    project.write({ "hooks.js": asItIs });
    await succeeded(project.up());
    assert.deepEqual(came, []);
  });

  it("needs neither hooks nor program to destroy", async () => {
    await succeeded(project.destroy());
    assert.deepEqual(came, []);
    assert.deepEqual(values(), [absent, absent, absent]);
  });

  function hostOf(name: string): SimulatedHost {
    return hosts.get(name) ?? assert.fail(name);
  }

  function values() {
    return names.map((name) => hostOf(name).windows.setting);
  }

  async function rebootOf(name: string) {
    const all = await project.resources();
    return all.find(({ urn }) => urn.endsWith(`:Reboot::${name}`)) ?? assert.fail(name);
  }
});
