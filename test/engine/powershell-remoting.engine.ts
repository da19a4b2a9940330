import assert from "node:assert/strict";
import { PowerShellWorld } from "../lab/powershell-stand-in/world";
import { startSimulatedHost } from "../lab/simulated/simulated-host";
import { titles } from "../resources/scenarios/titles";
import { until } from "../support/until";
import { describeExampleLife, type ExampleHost } from "./example-life";
import { itRunsCells } from "./it-runs-cells";
import { succeeded } from "./run-outcome";

describe("examples/powershell-remoting, its whole life", function () {
  this.timeout(180_000);
  itRunsCells(__filename, "powershell remoting", [titles.wholeLife, titles.restart]);
  const { start, sessions } = remoting();
  const life = describeExampleLife("powershell-remoting", start, { restarts: true });

  it("has logged on as whoever runs Pulumi, and does so with an account if it is told one", async () => {
    assert.ok(sessions().length > 0);
    assert.ok(sessions().every(({ credential }) => credential === undefined));
    const { project, host } = life();
    const { user, password } = host.lab.connection;
    await project.setConfig("user", user);
    await project.setConfig("password", password, { secret: true });
    sessions().length = 0;
    await succeeded(project.up());
    await succeeded(project.destroy());
    assert.ok(sessions().length > 0);
    for (const { credential } of sessions()) assert.deepEqual(credential, { user, password });
  });
});

/** A host that is reached by remoting, and who logged on to it. */
function remoting() {
  let world: PowerShellWorld | undefined;
  const start = async (): Promise<ExampleHost> => {
    const lab = await startSimulatedHost({ hostSecondsPerSecond: 20 });
    const made = await PowerShellWorld.start();
    world = made;
    const { user, password } = lab.connection;
    const computer = await made.addComputer({ windows: lab.windows, user, password });
    return {
      lab,
      config: { host: "127.0.0.1", port: computer.port, executable: made.executable(), warningSeconds: 5 },
      contacts: () => made.processes.length + computer.connections,
      atRest: async () => {
        await until(() => made.running === 0);
        // On a busy machine PowerShell may be killed before it has closed its session; then the computer does so.
        await until(() => computer.sessions.open === 0);
      },
      stop: async () => {
        await made.stop();
        await lab.stop();
      },
    };
  };
  return { start, sessions: () => world?.requests ?? [] };
}
