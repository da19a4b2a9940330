import assert from "node:assert/strict";
import { startSimulatedHost } from "../lab/simulated/simulated-host";
import { titles } from "../resources/scenarios/titles";
import { describeExampleLife, type ExampleHost } from "./example-life";
import { itRunsCells } from "./it-runs-cells";

describe("examples/winrm, its whole life", function () {
  this.timeout(180_000);
  itRunsCells(__filename, "winrm https", [titles.wholeLife, titles.restart]);
  describeExampleLife("winrm", start, { restarts: true });
});

async function start(): Promise<ExampleHost> {
  const lab = await startSimulatedHost({ hostSecondsPerSecond: 20, winrm: true });
  const { host, port, user, password, certificateSha256 } = lab.winrmConnections.https;
  return {
    ...{ lab, password },
    config: { host, port, user, certificateSha256, warningSeconds: 5 },
    contacts: () => lab.winrm.connections,
    atRest: () => {
      assert.equal(lab.sshd.connections, 0, "over HTTPS alone");
      assert.equal(lab.winrm.shells.open, 0);
    },
    stop: () => lab.stop(),
  };
}
