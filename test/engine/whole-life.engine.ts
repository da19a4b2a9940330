import assert from "node:assert/strict";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { titles } from "../resources/scenarios/titles";
import { declaredProgram } from "./declared-program";
import { itRunsCells } from "./it-runs-cells";
import { PulumiProject } from "./pulumi-project";
import { changesOf, succeeded, textOf } from "./run-outcome";

describe("one host, its whole life", function () {
  this.timeout(180_000);
  itRunsCells(__filename, "ssh+cmd", [titles.wholeLife, titles.restart]);
  let host: SimulatedHost;
  let project: PulumiProject;

  before(async () => {
    host = await startSimulatedHost({ hostSecondsPerSecond: 20 });
    const args = {
      connection: host.connection,
      behindNat: "both",
      reboot: { when: "ifRequired", warningSeconds: 5 },
    };
    project = await PulumiProject.create({ files: declaredProgram({ server: { args } }) });
  });

  after(async () => {
    await project?.dispose();
    await host?.stop();
  });

  it("previews the value and the restart, and touches nothing", async () => {
    const before = await host.exportRegistry();
    const preview = await succeeded(project.preview());
    assert.match(preview.output, /dynamic(\/natT)?:NatT/);
    assert.match(preview.output, /dynamic(\/reboot)?:Reboot/);
    const told = textOf(preview);
    assert.match(told, /server: REG_DWORD 2 will be written unless it is already set\n/);
    assert.match(
      told,
      /server: restarts if Windows does not use the value yet; its users are warned 5 s before\n/,
    );
    assert.equal(host.sshd.connections, 0);
    assert.equal(await host.exportRegistry(), before);
  });

  it("writes the value, restarts once and proves it", async () => {
    const up = await succeeded(project.up());
    assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" });
    assert.equal(host.boots, 1);
    assert.deepEqual(await project.outputs(), { status: { server: "active" } });
    const kept = up.events.flatMap(({ diagnosticEvent: said }) =>
      said && !said.ephemeral ? [said.message] : [],
    );
    assert.doesNotMatch(kept.join("\n"), /will be written|restarts if/);
    const told = up.events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.urn?.includes("Reboot") === true ? [diagnosticEvent.message] : [],
    );
    assert.ok(told.length > 0, "the phases of the restart are told on the resource itself");
  });

  it("changes nothing the second time", async () => {
    const commands = host.windows.commands.length;
    const up = await succeeded(project.up());
    assert.deepEqual(changesOf(up), { same: 4 });
    assert.equal(host.windows.commands.length, commands, "no host is asked");
  });

  it("shows by refresh what another hand changed, and repairs it without a second restart", async () => {
    await host.byAnotherHand(
      'reg add "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent" -v AssumeUDPEncapsulationContextOnSendRule -t REG_DWORD -d 0 -f',
    );
    const refresh = await succeeded(project.refresh());
    assert.match(refresh.output, /behindNat\s*: "both" => "none"/);
    await succeeded(project.up());
    assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" });
    assert.equal(host.boots, 1);
    assert.deepEqual(await project.outputs(), { status: { server: "active" } });
  });

  it("puts back what was there before, without a restart", async () => {
    await succeeded(project.destroy());
    assert.deepEqual(host.windows.setting, { type: "absent" });
    assert.equal(host.boots, 1);
    assert.deepEqual(await project.resources(), []);
  });
});
