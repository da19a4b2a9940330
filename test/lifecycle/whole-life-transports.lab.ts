import assert from "node:assert/strict";
import type { Connection } from "../../provider/hosts/connection";
import type { Host } from "../../provider/hosts/host";
import { createReboot } from "../../provider/lifecycle/reboot/create";
import { readReboot } from "../../provider/lifecycle/reboot/read";
import { createSetting } from "../../provider/lifecycle/setting/create";
import { deleteSetting } from "../../provider/lifecycle/setting/delete";
import { readSetting } from "../../provider/lifecycle/setting/read";
import { updateSetting } from "../../provider/lifecycle/setting/update";
import type { SettingInputs } from "../../provider/setting/setting-state";
import { absent, dword } from "../../provider/windows/registry-value";
import { type SimulatedWinrmHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { contextOf, openWay, ways } from "./ways";

describe("a whole life: create, restart, drift, refresh, repair, destroy", function () {
  this.timeout(60_000);
  const lives = new Map<string, unknown[]>();

  for (const [words, connectionOf] of Object.entries(ways)) {
    it(`goes its way over ${words}`, async () => {
      const lab = await startSimulatedHost({
        ...{ hostSecondsPerSecond: 20, winrm: true, computerName: "SAME", machineGuid: "same" },
        hardwareId: "{same}",
      });
      const connection = connectionOf(lab);
      const host = openWay(connection);
      try {
        lives.set(words, await life(lab, connection, host));
        const { opened, closed, open } = lab.winrm.shells;
        assert.equal(open, 0);
        // A machine that goes down takes its open shell with it, which nobody can close then.
        assert.ok(closed <= opened && opened - closed <= 2, `${opened} opened, ${closed} closed`);
      } finally {
        await host.disconnect();
        await lab.stop();
      }
    });
  }

  it("gives the same outputs over each of them", () => {
    const [over, ...others] = [...lives.values()];
    assert.equal(others.length, 2);
    for (const other of others) assert.deepEqual(other, over);
  });
});

/** Does it all, and gives what each step gave. */
async function life(lab: SimulatedWinrmHost, connection: Connection, host: Host): Promise<unknown[]> {
  const context = contextOf(host);
  const inputs: SettingInputs = { connection, behindNat: "both" };
  const created = await createSetting(context, inputs);
  assert.deepEqual(lab.windows.setting, dword(2));
  assert.equal(created.outs.status, "rebootPending");
  const { registryPath, applied, previous, valueAtBoot, machine, bootEvidence } = created.outs;
  const reboot = await createReboot(context, {
    connection,
    triggers: { change: created.outs.changeId },
    setting: { id: created.id, registryPath, applied, previous, valueAtBoot, machine, bootEvidence },
    ...{ warningSeconds: 20, timeoutSeconds: 90 },
  });
  assert.equal(reboot.outs.status, "active", reboot.outs.statusReason);
  assert.equal(lab.boots, 1);
  lab.windows.setting = dword(0);
  const drifted = await readSetting(context, created.id, created.outs);
  assert.equal(drifted.inputs.behindNat, "none");
  const repaired = await updateSetting(context, created.id, drifted.props, inputs);
  assert.deepEqual(lab.windows.setting, dword(2));
  const seen = await readReboot(context, created.id, reboot.outs);
  assert.equal(seen.props.status, "active", seen.props.statusReason);
  await deleteSetting(contextOf(host), created.id, repaired.outs);
  assert.deepEqual(lab.windows.setting, absent);
  assert.equal(lab.boots, 1);
  return [created.outs, reboot.outs, drifted.props, repaired.outs, seen.props].map(withoutTimes);
}

/** What must not depend on the way: everything but the connection and the times. */
function withoutTimes(outputs: object): unknown {
  const text = JSON.stringify(outputs, (name, value: unknown) =>
    name === "connection" || name === "lastReboot" || name.endsWith("At") ? undefined : value,
  );
  return JSON.parse(text);
}
