import assert from "node:assert/strict";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { javaScriptProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";
import { changesOf, succeeded, textOf } from "./run-outcome";

describe("the statuses of a setting and of its Reboot", function () {
  this.timeout(240_000);
  let component: SimulatedHost;
  let apart: SimulatedHost;
  let project: PulumiProject;

  before(async () => {
    component = await startSimulatedHost({ hostSecondsPerSecond: 50 });
    apart = await startSimulatedHost({ hostSecondsPerSecond: 50 });
    project = await PulumiProject.create({
      files: javaScriptProgram(program("ifRequired")),
      environment: { PULUMI_EXPERIMENTAL: "true" },
    });
  });

  after(async () => {
    await project?.dispose();
    for (const host of [component, apart]) await host?.stop();
  });

  it("agree after the restart that the first up brought, which keeps to the plan that a preview saved", async () => {
    await succeeded(project.preview({ args: ["--save-plan", "plan.json"] }));
    const up = await succeeded(project.up({ args: ["--plan", "plan.json"] }));
    assert.doesNotMatch(textOf(up), /warning/i);
    assert.deepEqual(await statuses(), { setting: ["unknown", "unknown"], reboot: ["active", "active"] });
    const { status, apart: ownStatus } = await project.outputs();
    assert.deepEqual([status, ownStatus], ["active", "unknown"]);
    await assertUnchanged();
  });

  it("are the same after a refresh", async () => {
    await succeeded(project.refresh());
    assert.deepEqual(await statuses(), { setting: ["active", "active"], reboot: ["active", "active"] });
    await assertUnchanged();
  });

  it("leave the last word to the setting once the program wants no restarts any more", async () => {
    project.write(javaScriptProgram(program("ifRequired", "server")));
    await succeeded(project.up());
    project.write(javaScriptProgram(program("never", "server")));
    const up = await succeeded(project.up());
    assert.equal(changesOf(up)?.delete, 2);
    assert.deepEqual(await statuses(), { setting: ["active", "active"], reboot: [] });
    assert.equal((await project.outputs()).status, "active");
    await assertUnchanged();
  });

  async function assertUnchanged(): Promise<void> {
    const { same, ...others } = changesOf(await succeeded(project.up())) ?? {};
    assert.deepEqual(others, {});
  }

  async function statuses(): Promise<Record<string, unknown[]>> {
    const resources = await project.resources();
    const of = (type: string) =>
      resources.filter((each) => each.type.endsWith(`:${type}`)).map(({ outputs }) => outputs?.status);
    return { setting: of("NatT"), reboot: of("Reboot") };
  }

  function program(when: string, behindNat = "both"): string {
    const inputs = (host: SimulatedHost) => JSON.stringify({ connection: host.connection, behindNat });
    return `const ipsec = require("pulumi-windows-ipsec");
const reboot = ${JSON.stringify({ when, warningSeconds: 5 })};
const component = new ipsec.NatTraversal("component", { ...${inputs(component)}, reboot });
const setting = new ipsec.NatTraversalSetting("apart", ${inputs(apart)});
if (reboot.when !== "never") {
  const { connection } = ${inputs(apart)};
  new ipsec.Reboot("apart", { connection, triggers: { change: setting.changeId }, setting, warningSeconds: 5 });
}
module.exports = { status: component.status, apart: setting.status };
`;
  }
});
