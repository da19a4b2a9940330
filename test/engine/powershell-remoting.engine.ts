import assert from "node:assert/strict";
import { PowerShellWorld } from "../lab/powershell-stand-in/world";
import { startSimulatedHost } from "../lab/simulated/simulated-host";
import { titles } from "../resources/scenarios/titles";
import { until } from "../support/until";
import { describeExampleLife, type ExampleHost, type ExampleLife } from "./example-life";
import { itRunsCells } from "./it-runs-cells";

describe("examples/powershell-remoting, its whole life", function () {
  this.timeout(180_000);
  itRunsCells(__filename, "powershell remoting", [titles.wholeLife, titles.restart]);
  const { start, sessions } = remoting();
  const life = describeExampleLife("powershell-remoting", start, {
    restarts: true,
    beforeRepair: takeAnAccount,
  });
  let withoutAccount: ReturnType<typeof sessions> = [];

  it("logs on as the user who runs Pulumi, and with an account once the program names one", () => {
    const { user, password } = life().host.lab.connection;
    assert.ok(withoutAccount.length > 0);
    for (const { credential } of withoutAccount) assert.equal(credential, undefined);
    assert.ok(sessions().length > 0);
    for (const { credential } of sessions()) assert.deepEqual(credential, { user, password });
  });

  async function takeAnAccount({ project, host }: ExampleLife): Promise<void> {
    const { user, password } = host.lab.connection;
    await project.setPlainConfig({ user });
    await project.setSecretConfig("password", password);
    withoutAccount = sessions().splice(0);
  }
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
