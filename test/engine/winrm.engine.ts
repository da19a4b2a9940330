import assert from "node:assert/strict";
import { resolve } from "node:path";
import { type SimulatedWinrmHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { titles } from "../lifecycle/scenarios/titles";
import { assertEngineCells } from "./assert-engine-cells";
import { folderFiles } from "./program-folder";
import { PulumiProject } from "./pulumi-project";
import { changesOf, succeeded } from "./run-outcome";

describe("examples/winrm, its whole life", function () {
  this.timeout(180_000);
  assertEngineCells(__filename, "winrm https", [titles.wholeLife, titles.restart]);
  let host: SimulatedWinrmHost;
  let project: PulumiProject;

  before(async () => {
    host = await startSimulatedHost({ hostSecondsPerSecond: 20, winrm: true });
    const folder = resolve(__dirname, "..", "..", "examples", "winrm");
    project = await PulumiProject.create({ files: folderFiles(folder) });
    const { https } = host.winrmConnections;
    for (const name of ["host", "port", "user", "certificateSha256"] as const)
      await project.setConfig(name, String(https[name]));
    await project.setConfig("warningSeconds", "5");
    await project.setConfig("password", https.password, { secret: true });
  });

  after(async () => {
    await project?.dispose();
    await host?.stop();
  });

  it("previews without a connection", async () => {
    await succeeded(project.preview());
    assert.equal(host.winrm.connections, 0);
  });

  it("writes the value, restarts once and proves it, over HTTPS alone", async () => {
    await succeeded(project.up());
    assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" });
    assert.equal(host.boots, 1);
    const { status, statusReason } = await project.outputs();
    assert.equal(status, "active", String(statusReason));
    assert.equal(host.sshd.connections, 0);
    assert.equal(host.winrm.shells.open, 0);
  });

  it("keeps the password out of the state", async () => {
    const { password } = host.winrmConnections.https;
    assert.doesNotMatch(JSON.stringify(await project.stackExport()), new RegExp(password));
  });

  it("changes nothing the second time", async () => {
    const { connections } = host.winrm;
    assert.deepEqual(changesOf(await succeeded(project.up())), { same: 4 });
    assert.equal(host.winrm.connections, connections);
  });

  it("shows by refresh what another hand changed, and repairs it without a second restart", async () => {
    host.windows.setting = { type: "REG_DWORD", data: "0" };
    const refresh = await succeeded(project.refresh());
    assert.match(refresh.output, /behindNat\s*: "both" => "none"/);
    await succeeded(project.up());
    assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" });
    assert.equal(host.boots, 1);
  });

  it("puts back what was there before, without a restart", async () => {
    await succeeded(project.destroy());
    assert.deepEqual(host.windows.setting, { type: "absent" });
    assert.equal(host.boots, 1);
    assert.equal(host.winrm.shells.open, 0);
  });
});
