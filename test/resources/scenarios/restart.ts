import assert from "node:assert/strict";
import { checkReboot } from "../../../provider/resources/reboot/check";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { readReboot } from "../../../provider/resources/reboot/read";
import { createSetting } from "../../../provider/resources/setting/create-and-update";
import { dword } from "../../../provider/windows/registry-value";
import { type Scenario, type Seen, toAnotherMachine, usualWays } from "./scenario";
import type { Scene } from "./scene";
import { titles } from "./titles";

/** The restart alone. */
export const restarts: readonly Scenario[] = [
  {
    title: titles.restart,
    play: async (scene) => (scene.way.isThisMachine ? refusal(scene) : restart(scene)),
  },
  {
    title: "a restart in which the host answers for a while and then falls silent",
    options: { host: { power: { shutdownSeconds: 8, bootSeconds: 8, connections: "silent" } } },
    fits: toAnotherMachine,
    played: usualWays(),
    play: restart,
  },
  {
    title: "a restart after which a service starts late",
    options: { host: { power: { bootSeconds: 10, settleSeconds: 1 } } },
    fits: toAnotherMachine,
    played: usualWays(),
    play: restartUntilReady,
  },
];

/** Ready is a service that runs, and a port of the host that answers. */
async function restartUntilReady(scene: Scene): Promise<Seen> {
  const { windows, lab } = scene;
  const { id, outs } = await createSetting(scene.alone(), scene.inputs());
  windows.services.install("RasMan", { startsAfterSeconds: 20, startSeconds: 5 });
  const tcp = [{ host: lab.connection.host, port: lab.connection.port }];
  const readyWhen = { services: ["RasMan"], tcp };
  const { outs: reboot } = await createReboot(scene.alone(), scene.rebootInputs(id, outs, { readyWhen }));
  assert.deepEqual([reboot.status, reboot.notReady, lab.boots], ["active", [], 1]);
  assert.equal(windows.services.query("RasMan")?.state, 4);
  return { cell: "active, once it runs" };
}

async function restart(scene: Scene): Promise<Seen> {
  const { windows, lab } = scene;
  const { id, outs } = await createSetting(scene.alone(), scene.inputs());
  const { outs: reboot } = await createReboot(scene.alone(), scene.rebootInputs(id, outs));
  assert.equal(reboot.status, "active", reboot.statusReason);
  assert.match(reboot.lastReboot?.evidence ?? "", /the marker is gone.*BootId went from 30 to 31/);
  assert.equal(lab.boots, 1);
  assert.deepEqual(
    windows.shutdownRequests.map(({ exitCode }) => exitCode),
    [0],
  );
  assert.deepEqual(windows.valueInForce, dword(2));
  const { props } = await readReboot(scene.alone(), id, reboot);
  assert.equal(props.status, "active", props.statusReason);
  return { cell: "active", steps: { restart: reboot, refresh: props } };
}

/** A program cannot outlive the restart of its own machine: its arguments are refused, and nothing is begun. */
async function refusal(scene: Scene): Promise<Seen> {
  const { id, outs } = await createSetting(scene.alone(), scene.inputs());
  const failures = checkReboot({}, { ...scene.rebootInputs(id, outs) });
  assert.equal(failures.length, 1);
  assert.equal(failures[0]?.property, "connection");
  assert.match(failures[0]?.reason ?? "", /the machine that Pulumi runs on, which cannot restart itself/);
  assert.equal(scene.lab.boots, 0);
  assert.deepEqual(scene.windows.shutdownRequests, []);
  return { cell: "refused by check: it cannot restart itself" };
}
