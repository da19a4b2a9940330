import assert from "node:assert/strict";
import { once } from "node:events";
import { systemClock } from "../../../provider/clock";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { applyWrites } from "../../../provider/nat-traversal/apply";
import { newRunRecord } from "../../../provider/resources/context";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import type { RebootInputs } from "../../../provider/restart/reboot-state";
import { absent, dword } from "../../../provider/windows/registry-value";
import { startInterruptedRun } from "../../hosts/start-interrupted-run";
import { type SimulatedHost, startSimulatedHost } from "../../lab/simulated/simulated-host";
import { openHost } from "../../support/open-host";
import { until } from "../../support/until";

const id = "0123456789abcdef";
const urn = "urn:pulumi:dev::project::pulumi-nodejs:dynamic/reboot:Reboot::vpn01";

describe("a run that ends by a signal while people are warned of its restart", function () {
  this.timeout(60_000);
  let host: SimulatedHost;

  beforeEach(async function () {
    if (process.platform === "win32") {
      console.log("      skipped: Windows has no signals that a process can send to another");
      this.skip();
    }
    host = await startSimulatedHost({ hostSecondsPerSecond: 20 });
  });

  afterEach(() => host?.stop());

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`takes the request back (${signal}), and the next run says so and restarts the host`, async () => {
      const { windows } = host;
      const inputs = await written(host);
      await runUntil(signal, inputs, () => isAccepted(host));
      const taken = windows.shutdownRequests.map(({ commandLine }) => / (-\w)\b/.exec(commandLine)?.[1]);
      assert.deepEqual(taken, ["-r", "-a"]);
      assert.deepEqual([requestsOf(host), windows.power.isScheduled, windows.boots], [[0, 0], false, 0]);
      const { outs, warnings } = await nextRun(host, inputs);
      assert.deepEqual([outs.status, windows.boots], ["active", 1], outs.statusReason);
      assert.equal(warnings.length, 1, warnings.join("\n"));
      assert.match(
        warnings[0] ?? "",
        /^127\.0\.0\.1: a run that did not come to its end requested a restart at [\dT:-]+Z: it was taken back at [\dT:-]+Z, by "LAB-WIN\d+\\Administrator"\.$/,
      );
    });
  }

  it("leaves it where it is killed, and the next run says that and waits for it", async () => {
    const { windows } = host;
    const inputs = await written(host);
    await runUntil("SIGKILL", { ...inputs, warningSeconds: 60 }, () => isAccepted(host));
    assert.deepEqual([requestsOf(host), windows.power.isScheduled], [[0], true]);
    const { outs, warnings } = await nextRun(host, inputs);
    assert.deepEqual(
      [outs.status, windows.boots, requestsOf(host)],
      ["active", 1, [0, 1190]],
      outs.statusReason,
    );
    assert.match(warnings.join("\n"), /nothing tells what became of it, and it may still be scheduled\.$/);
  });

  it("leaves what is not its own: a shutdown that somebody else has scheduled", async () => {
    const { windows } = host;
    await windows.execute("shutdown -r -t 100000");
    const inputs = await written(host);
    await runUntil("SIGINT", inputs, () => requestsOf(host).includes(1190));
    assert.deepEqual([requestsOf(host), windows.power.isScheduled], [[0, 1190], true]);
  });
});

const requestsOf = ({ windows }: SimulatedHost) => windows.shutdownRequests.map(({ exitCode }) => exitCode);

/** Whether the run has had the answer to its request: it asks on. */
function isAccepted({ windows }: SimulatedHost): boolean {
  const at = windows.commands.findIndex((line) => /shutdown -r/.test(line));
  return at >= 0 && windows.commands.length > at + 2;
}

/** Runs a provider process of its own, and ends it by a signal once that is so. */
async function runUntil(signal: NodeJS.Signals, inputs: RebootInputs, isSo: () => boolean): Promise<void> {
  const run = startInterruptedRun({ reboot: { ...inputs, __urn: urn } });
  const ended = once(run, "exit");
  try {
    await until(isSo);
    run.kill(signal);
    await ended;
  } finally {
    run.kill("SIGKILL");
  }
}

async function nextRun({ connection }: SimulatedHost, inputs: RebootInputs) {
  const readSecret = (_property: string, source: unknown) => String(source);
  const host = openHost(connection, { clock: systemClock, timeouts: defaultTimeouts, readSecret });
  const warnings: string[] = [];
  const log = { progress: () => {}, info: () => {}, warning: (text: string) => void warnings.push(text) };
  const context = { urn, clock: systemClock, run: newRunRecord(), log, newChangeId: () => "unused" };
  try {
    const created = await createReboot(
      { ...context, connect: async () => host },
      { ...inputs, warningSeconds: 5 },
    );
    return { outs: created.outs, warnings };
  } finally {
    await host.disconnect();
  }
}

/** Writes the marker and the value as the setting does, and gives the inputs of the reboot that belongs to it. */
async function written({ windows, connection }: SimulatedHost): Promise<RebootInputs> {
  const registryPath = windows.settingKey;
  const guid = windows.registry.get("HKLM\\SOFTWARE\\Microsoft\\Cryptography", "MachineGuid");
  const machineGuid = "data" in guid ? guid.data : "";
  const marker = { id, applied: dword(2), valueAtBoot: absent, previous: absent };
  await windows.execute(applyWrites({ registryPath, write: dword(2), marker }).line("cmd"));
  return {
    connection,
    triggers: { change: "c1" },
    setting: {
      id,
      registryPath,
      applied: dword(2),
      previous: absent,
      valueAtBoot: absent,
      machine: { computerName: windows.computerName, machineGuid },
      bootEvidence: { marked: true },
    },
    warningSeconds: 1_800,
    timeoutSeconds: 3_600,
  };
}
