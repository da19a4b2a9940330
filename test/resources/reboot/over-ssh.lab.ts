import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../../provider/clock";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import { applyWrites } from "../../../provider/nat-traversal/apply";
import { askForObservation } from "../../../provider/nat-traversal/observation";
import { type LifecycleContext, newRunRecord } from "../../../provider/resources/context";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootInputs } from "../../../provider/restart/reboot-state";
import { ask } from "../../../provider/windows/fact";
import { absent, dword } from "../../../provider/windows/registry-value";
import type { LabHost } from "../../lab/lab-host";
import { Sshd } from "../../lab/openssh/sshd";
import { openSshTools, skipWithoutOpenSsh } from "../../lab/openssh/tools";
import { startSimulatedHost } from "../../lab/simulated/simulated-host";
import { skipWithoutWine } from "../../lab/wine/tools";
import { startWineHost } from "../../lab/wine/wine-host";
import { openHost } from "../../support/open-host";
import { newFolder } from "../../support/run-folder";

const id = "0123456789abcdef";
let jumpHost: Sshd | undefined;

const labs: readonly {
  readonly title: string;
  readonly available?: (suite: Mocha.Context) => void;
  readonly start: () => Promise<LabHost>;
  /** What the host can be proven by. */
  readonly evidence: RegExp;
  /** What must be so in the end. */
  readonly afterwards?: () => void;
}[] = [
  {
    title: "simulated",
    start: () => startSimulatedHost({ hostSecondsPerSecond: 10 }),
    evidence: /BootId went from/,
  },
  {
    title: "simulated, through a real sshd as jump host",
    available: skipWithoutOpenSsh,
    start: startBehindJumpHost,
    evidence: /BootId went from/,
    afterwards: () => assert.equal(jumpHost?.logins, 1, "the connection to the jump host stayed"),
  },
  {
    title: "wine",
    available: skipWithoutWine,
    start: () => startWineHost({ warningSpeed: 10 }),
    evidence: /the marker is gone, and nothing else/,
  },
];

for (const { title, available, start, evidence, afterwards } of labs) {
  describe(`a restart over SSH (${title})`, function () {
    this.timeout(120_000);
    let lab: LabHost | undefined;
    let host: Host | undefined;
    const said: string[] = [];

    before(async function () {
      available?.(this);
      lab = await start();
      host = openHost(lab.connection, {
        clock: systemClock,
        timeouts: defaultTimeouts,
        readSecret: (_property, source) => String(source),
      });
    });
    after(async () => {
      await host?.disconnect();
      await lab?.stop();
    });

    it("is asked for once, waited for until a service runs and a port answers, proven, and noted", async () => {
      assert.ok(lab !== undefined && host !== undefined);
      const inputs = await written(lab, host);
      const created = await createReboot(contextOf(host, said), inputs);
      assert.equal(created.outs.status, "active", created.outs.statusReason);
      assert.match(created.outs.lastReboot?.evidence ?? "", evidence);
      assert.equal(lab.boots, 1);
      assert.deepEqual(created.outs.notReady, []);
      assert.match(created.outs.lastReboot?.ready ?? "", /^20/);
      assert.match(said.join("\n"), /stopping[\s\S]*restarted/);
      const { props } = await readReboot(contextOf(host, said), id, created.outs);
      assert.match(props.statusReason, /the marker of this boot is still there/);
      afterwards?.();
    });
  });
}

describe("a restart over SSH, after whose boot connections hang half open", function () {
  this.timeout(120_000);

  it("comes to its end, past one at each stage, by one request", async () => {
    const lab = await startSimulatedHost({ hostSecondsPerSecond: 10 });
    const timeouts = { connectSeconds: 3, commandSeconds: 3 };
    const readSecret = (_property: string, source: unknown) => String(source);
    const host = openHost(lab.connection, { clock: systemClock, timeouts, readSecret });
    try {
      const inputs = { ...(await written(lab, host)), timeouts };
      lab.windows.power.listen({ wentDown: () => lab.sshd.silences.push(...stages) });
      const { outs } = await createReboot(contextOf(host, []), inputs);
      assert.equal(outs.status, "active", outs.statusReason);
      assert.deepEqual([lab.boots, lab.sshd.silences], [1, []]);
      assert.equal(lab.windows.shutdownRequests.length, 1);
    } finally {
      await host.disconnect();
      await lab.stop();
    }
  });
});

/** Where a connection can hang: at its greeting, the key exchange, the log-on, a channel, a command, the output, its end. */
const stages = [
  "afterAccept",
  "afterBanner",
  "beforeAuthenticationReply",
  "afterAuthentication",
  "beforeExecReply",
  "afterExec",
  "afterHalfTheOutput",
  "afterExitCode",
] as const;

async function startBehindJumpHost(): Promise<LabHost> {
  const folder = newFolder("jump-host");
  const sshd = new Sshd(openSshTools(), join(folder, "sshd"), "/bin/false", ["AllowTcpForwarding yes"]);
  await sshd.start();
  jumpHost = sshd;
  const host = await startSimulatedHost({ hostSecondsPerSecond: 10 });
  const { port, user, privateKey, fingerprint: hostKey } = sshd;
  const jump = { host: "localhost", port, user, privateKey, hostKey };
  return Object.create(host, {
    connection: { value: { ...host.connection, jumpHost: jump } },
    stop: { value: () => Promise.all([host.stop(), sshd.stop()]) },
  }) as LabHost;
}

/** Writes the marker and the value as the setting does, and gives the inputs of the reboot that belongs to it. */
async function written(lab: LabHost, host: Host): Promise<RebootInputs> {
  const registryPath = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
  const marker = { id, applied: dword(2), valueAtBoot: absent, previous: absent };
  await ask(host, applyWrites({ registryPath, write: dword(2), marker }));
  const reading = await ask(host, askForObservation({ host: host.name }));
  assert.ok(reading.read);
  const { machine, bootId } = reading.observation;
  return {
    connection: lab.connection,
    triggers: { change: "c1" },
    setting: {
      id,
      registryPath,
      applied: dword(2),
      previous: absent,
      valueAtBoot: absent,
      machine,
      bootEvidence: { ...(bootId === undefined ? {} : { bootId }), marked: true },
    },
    warningSeconds: 20,
    timeoutSeconds: 90,
    readyWhen: { services: ["PlugPlay"], tcp: [lab.connection.port] },
  };
}

function contextOf(host: Host, said: string[]): LifecycleContext {
  return {
    urn: undefined,
    clock: systemClock,
    run: newRunRecord(),
    log: { progress: (text) => said.push(text), info: () => {}, warning: (text) => said.push(text) },
    newChangeId: () => "unused",
    connect: async () => host,
  };
}
