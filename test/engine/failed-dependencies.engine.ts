import assert from "node:assert/strict";
import { dword } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { javaScriptProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";
import { failed } from "./run-outcome";

const good = Array.from({ length: 10 }, (_, at) => `good${at}`);

describe("`up --continue-on-error` with hosts that fail", function () {
  this.timeout(240_000);
  const hosts = new Map<string, SimulatedHost>();
  let project: PulumiProject;

  before(async () => {
    for (const name of [...good, "off"])
      hosts.set(name, await startSimulatedHost({ hostSecondsPerSecond: 50 }));
    await hosts.get("off")?.sshd.stop();
    project = await PulumiProject.create({ files: javaScriptProgram(program()) });
  });

  after(async () => {
    await project?.dispose();
    for (const host of hosts.values()) await host.stop();
  });

  it("makes the setting active on all others, and reports each failure once", async () => {
    const up = await failed(project.up({ parallel: 24, args: ["--continue-on-error"] }), /UNREACHABLE/);
    const errors = up.events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "error" && diagnosticEvent.urn !== undefined
        ? [diagnosticEvent.message.trim()]
        : [],
    );
    assert.equal(errors.length, 2, errors.join("\n"));
    assert.deepEqual(
      errors.map((message) => /^UNREACHABLE: |^out of quota$/.test(message)),
      [true, true],
    );
    const { status } = (await project.outputs()) as { status: Record<string, unknown> };
    for (const name of good) {
      assert.equal(status[name], "active", name);
      assert.deepEqual(hosts.get(name)?.windows.setting, dword(2), name);
      assert.equal(hosts.get(name)?.boots, 1, name);
    }
    assert.deepEqual(await failedResources(), [], "nothing of them is in the state");
  });

  async function failedResources(): Promise<string[]> {
    const urns = (await project.resources()).map(({ urn }) => urn);
    return urns.filter((urn) => /dynamic\/(natT|reboot):\w+::(off|not-made)$/.test(urn));
  }

  function program(): string {
    const connections = Object.fromEntries([...hosts].map(([name, host]) => [name, host.connection]));
    return `const pulumi = require("@pulumi/pulumi");
const ipsec = require("pulumi-windows-ipsec");
class Machine extends pulumi.dynamic.Resource {
  constructor(name) {
    super({ async create() { const error = new Error("out of quota"); error.stack = ""; throw error; } }, name, { address: undefined });
  }
}
const connections = ${JSON.stringify(connections)};
const reboot = { when: "ifRequired", warningSeconds: 5 };
const machine = new Machine("machine");
const { host: _, ...login } = connections.good0;
new ipsec.NatTraversal("not-made", { connection: { ...login, host: machine.address }, behindNat: "both", reboot });
const status = {};
for (const [name, connection] of Object.entries(connections))
  status[name] = new ipsec.NatTraversal(name, { connection, behindNat: "both", reboot }).status;
module.exports = { status };
`;
  }
});
