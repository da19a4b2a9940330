import assert from "node:assert/strict";
import { startSimulatedHost } from "../lab/simulated/simulated-host";
import { titles } from "../resources/scenarios/titles";
import { describeExampleLife, type ExampleHost } from "./example-life";
import { itRunsCells } from "./it-runs-cells";

describe("examples/one-host on a host whose default shell is PowerShell, its whole life", function () {
  this.timeout(180_000);
  itRunsCells(__filename, "ssh+powershell", [titles.wholeLife, titles.restart]);
  const life = describeExampleLife("one-host", start, { restarts: true, asTypeScript: true });

  it("sends PowerShell commands only", () => {
    const { commands } = life().host.lab.windows;
    assert.ok(commands.length > 5, String(commands.length));
    for (const command of commands.filter((line) => !line.startsWith("echo "))) {
      assert.match(command, /^(?:reg|wevtutil|quser;) .*'/);
      assert.doesNotMatch(command, /"| & /);
    }
  });
});

async function start(): Promise<ExampleHost> {
  const lab = await startSimulatedHost({ hostSecondsPerSecond: 20, shell: "powershell" });
  const { host, port, user, password, hostKey } = lab.connection;
  return {
    ...{ lab, password },
    config: { host, port, user, hostKey: String(hostKey), warningSeconds: 5 },
    contacts: () => lab.sshd.connections,
    stop: () => lab.stop(),
  };
}
