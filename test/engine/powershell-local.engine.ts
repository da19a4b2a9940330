import assert from "node:assert/strict";
import { PowerShellWorld } from "../lab/powershell-stand-in/world";
import { startSimulatedHost } from "../lab/simulated/simulated-host";
import { restartAdvice } from "../resources/scenarios/same-outputs";
import { titles } from "../resources/scenarios/titles";
import { until } from "../support/until";
import { declaredProgram } from "./declared-program";
import { describeExampleLife, type ExampleHost } from "./example-life";
import { itRunsCells } from "./it-runs-cells";
import { PulumiProject } from "./pulumi-project";
import { failed, textOf } from "./run-outcome";

describe("examples/local, its whole life", function () {
  this.timeout(180_000);
  itRunsCells(__filename, "powershell local", [titles.wholeLife, titles.lifeWithoutRestart, titles.restart]);
  const life = describeExampleLife("local", start, { restarts: false, statusReason: restartAdvice });

  it("is refused without administrator rights, and nothing is written", async () => {
    const { project, host } = life();
    const { windows } = host.lab;
    const before = windows.exportRegistry();
    windows.elevated = false;
    const up = await failed(project.up(), /ACCESS_DENIED/);
    assert.match(textOf(up), /Start the terminal with "Run as administrator"/);
    assert.equal(windows.exportRegistry(), before);
  });
});

describe("a restart of the machine that runs Pulumi", function () {
  this.timeout(120_000);

  it("is refused by the preview, which says why", async () => {
    const connection = { transport: "powershell" };
    const args = { connection, behindNat: "both", reboot: { when: "ifRequired" } };
    const project = await PulumiProject.create({ files: declaredProgram({ client: { args } }) });
    try {
      await failed(project.preview(), /the machine that Pulumi runs on, which cannot restart itself/);
    } finally {
      await project.dispose();
    }
  });
});

async function start(): Promise<ExampleHost> {
  const lab = await startSimulatedHost({ hostSecondsPerSecond: 20 });
  const world = await PowerShellWorld.start(lab.windows);
  return {
    lab,
    config: { executable: world.executable() },
    contacts: () => world.processes.length,
    atRest: () => until(() => world.running === 0),
    stop: async () => {
      await world.stop();
      await lab.stop();
    },
  };
}
