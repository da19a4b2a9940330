import assert from "node:assert/strict";
import type { Connection } from "../../../provider/hosts/connect";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { readReboot } from "../../../provider/resources/reboot/read";
import { createSetting, updateSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { readSetting } from "../../../provider/resources/setting/read";
import { absent, dword } from "../../../provider/windows/registry-value";
import { until } from "../../support/until";
import { restartAdvice } from "./same-outputs";
import { only, type Scenario, type Seen, type Steps } from "./scenario";
import type { Scene } from "./scene";
import { titles } from "./titles";

/** The lives of a setting, from its create to its destroy. */
export const lives: readonly Scenario[] = [
  {
    title: titles.wholeLife,
    play: async (scene) =>
      scene.way.isThisMachine
        ? { cell: "same, without a restart", steps: await lifeWithoutRestart(scene) }
        : { cell: "same", steps: await lifeWithRestart(scene) },
  },
  {
    title: titles.lifeWithoutRestart,
    play: async (scene) => ({ cell: "same", steps: await lifeWithoutRestart(scene) }),
  },
  {
    title:
      "the same life under a start-up script that clears the screen and prints what looks like an answer",
    like: titles.lifeWithoutRestart,
    play: async (scene) => {
      scene.windows.startUpScript = (output) => `\f${greeting}${output}`;
      return { cell: "same", steps: await lifeWithoutRestart(scene) };
    },
  },
  {
    title: "the same life with the logon of the user who runs Pulumi",
    options: { computer: { knowsOwnLogon: true } },
    fits: only("powershell remoting"),
    like: titles.lifeWithoutRestart,
    play: singleSignOn,
  },
];

/** What a script may print before each answer, at worst. */
const greeting = [
  "Welcome",
  "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent",
  "    AssumeUDPEncapsulationContextOnSendRule    REG_DWORD    0x1",
  "",
  "",
].join("\r\n");

/** The life with a restart in it, over the way's own connection by default. */
export async function lifeWithRestart(
  scene: Scene,
  connection: Connection = scene.connection,
): Promise<Steps> {
  const { lab, windows } = scene;
  const inputs = scene.inputs({ connection });
  const created = await createSetting(scene.alone(), inputs);
  assert.deepEqual(windows.setting, dword(2));
  assert.equal(created.outs.status, "rebootPending");
  const restart = scene.rebootInputs(created.id, created.outs, { warningSeconds: 20 });
  const reboot = await createReboot(scene.alone(), restart);
  assert.equal(reboot.outs.status, "active", reboot.outs.statusReason);
  assert.deepEqual(windows.valueInForce, dword(2));
  assert.equal(lab.boots, 1);
  windows.setting = dword(0);
  const drifted = await readSetting(scene.alone(), created.id, created.outs);
  assert.equal(drifted.inputs.behindNat, "none");
  const repaired = await updateSetting(scene.alone(), created.id, drifted.props, inputs);
  assert.deepEqual(windows.setting, dword(2));
  const seen = await readReboot(scene.alone(), created.id, reboot.outs);
  assert.equal(seen.props.status, "active", seen.props.statusReason);
  await deleteSetting(scene.alone(), created.id, repaired.outs);
  assert.deepEqual(windows.setting, absent);
  assert.equal(lab.boots, 1);
  await assertNothingIsLeft(scene);
  return {
    ...{ create: created.outs, restart: reboot.outs, refresh: drifted.props },
    ...{ repair: repaired.outs, "refresh of the restart": seen.props },
  };
}

async function lifeWithoutRestart(scene: Scene): Promise<Steps> {
  const { windows } = scene;
  const inputs = scene.inputs();
  const created = await createSetting(scene.alone(), inputs);
  assert.deepEqual(windows.setting, dword(2));
  assertPending(scene, created.outs);
  windows.setting = dword(0);
  const drifted = await readSetting(scene.alone(), created.id, created.outs);
  assert.equal(drifted.inputs.behindNat, "none");
  const repaired = await updateSetting(scene.alone(), created.id, drifted.props, inputs);
  assert.deepEqual(windows.setting, dword(2));
  assertPending(scene, repaired.outs);
  await deleteSetting(scene.alone(), created.id, repaired.outs);
  assert.deepEqual(windows.setting, absent);
  assert.equal(scene.lab.boots, 0);
  await assertNothingIsLeft(scene);
  return {
    create: created.outs,
    "refresh before a restart": drifted.props,
    "repair before a restart": repaired.outs,
  };
}

async function singleSignOn(scene: Scene): Promise<Seen> {
  assert.ok(scene.connection.transport === "powershell");
  const { user: _user, password: _password, ...connection } = scene.connection;
  const inputs = scene.inputs({ connection });
  const { id, outs } = await createSetting(scene.alone(), inputs);
  assert.deepEqual(scene.windows.setting, dword(2));
  await deleteSetting(scene.alone(), id, outs);
  assert.deepEqual(scene.windows.setting, absent);
  const { requests = [] } = scene.reached.world ?? {};
  assert.deepEqual(
    requests.map(({ credential }) => credential),
    [undefined],
  );
  return { cell: "same", steps: { create: outs } };
}

function assertPending(
  { way }: Scene,
  outs: { readonly status: string; readonly statusReason: string },
): void {
  assert.equal(outs.status, "rebootPending", outs.statusReason);
  assert.equal(outs.statusReason.endsWith(restartAdvice), way.isThisMachine, outs.statusReason);
}

/** No process, no connection, no session and no shell outlives the runs. */
async function assertNothingIsLeft(scene: Scene): Promise<void> {
  await scene.hangUp();
  const { lab, world, computer } = scene.reached;
  for (const { opened, closed, open } of [
    lab.winrm.shells,
    ...(computer === undefined ? [] : [computer.sessions]),
  ]) {
    assert.equal(open, 0);
    // One thing is done at a time: a machine that goes down takes one with it at most, which nobody can close then.
    const lost = opened - closed;
    assert.ok(lost >= 0 && lost <= lab.boots, `${opened} opened, ${closed} closed, ${lab.boots} restarts`);
  }
  await until(() => lab.sshd.open === 0);
  if (world !== undefined) await until(() => world.running === 0);
  assert.equal(computer?.sessions.abandoned ?? 0, 0, "each session was closed");
}
