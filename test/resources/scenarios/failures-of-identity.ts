import assert from "node:assert/strict";
import { claimAddress } from "../../../provider/resources/ownership";
import { createSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { dword } from "../../../provider/windows/registry-value";
import { codeOf, type Failure, failureScenario, thrownBy } from "./failure";
import { type Scenario, type Seen, usualWays } from "./scenario";
import type { Scene } from "./scene";
import { titles } from "./titles";

/** As after an exchange of the machine behind the address, or of the one that runs Pulumi. */
function exchangeMachine({ windows }: Scene): void {
  const keys = {
    "HKLM\\SOFTWARE\\Microsoft\\Cryptography": "MachineGuid",
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName": "ComputerName",
    "HKLM\\SYSTEM\\HardwareConfig": "LastConfig",
  };
  for (const [key, name] of Object.entries(keys))
    windows.registry.set(key, name, { type: "REG_SZ", data: "another" });
}

const differentMachine: readonly Failure[] = [
  {
    title: titles.otherMachineOnUpdate,
    code: "DIFFERENT_MACHINE",
    tried: "update",
    prepare: exchangeMachine,
  },
  {
    title: "another machine on refresh",
    code: "DIFFERENT_MACHINE",
    tried: "refresh",
    prepare: exchangeMachine,
  },
];

/** What comes of doubts about which machine answers, and whose its setting is. */
export const failuresOfIdentity: readonly Scenario[] = [
  ...differentMachine.map(failureScenario),
  {
    title: "another machine on destroy",
    code: "DIFFERENT_MACHINE",
    played: usualWays(),
    play: leaveOtherMachineAlone,
  },
  { title: titles.oneAddress, played: usualWays(), play: claimTwice },
  {
    title: "two resources for one machine, the other one by another way",
    code: "TWO_OWNERS",
    played: usualWays(),
    play: declareTwice,
  },
];

async function leaveOtherMachineAlone(scene: Scene): Promise<Seen> {
  const { id, outs } = await createSetting(scene.alone(), scene.inputs());
  exchangeMachine(scene);
  const before = scene.windows.exportRegistry();
  const error = await thrownBy(() => deleteSetting(scene.alone(), id, outs));
  assert.equal(scene.windows.exportRegistry(), before);
  assert.match(String(error), /another machine answers.*pulumi state delete/);
  return { cell: String(codeOf(error)) };
}

async function claimTwice(scene: Scene): Promise<Seen> {
  const { run } = scene.alone();
  assert.equal(claimAddress(run, "setting", scene.connection, "urn:first"), undefined);
  const failure = claimAddress(run, "setting", scene.connection, "urn:second");
  assert.equal(failure?.property, "connection");
  assert.match(failure?.reason ?? "", /urn:first already declares; urn:second cannot/);
  return { cell: "refused by check: one setting has one owner" };
}

/** Two addresses of one machine: only the machine itself can tell. */
async function declareTwice(scene: Scene): Promise<Seen> {
  const { lab, way } = scene;
  const context = scene.newRun();
  const other = way.transport === "winrm" ? lab.connection : lab.winrmConnections.http;
  await createSetting(context("first"), scene.inputs({ connection: other }));
  const before = scene.windows.exportRegistry();
  const error = await thrownBy(() => createSetting(context("second"), scene.inputs({ behindNat: "server" })));
  assert.equal(codeOf(error), "TWO_OWNERS", String(error));
  assert.match(String(error), /::second[\s\S]*::first/);
  assert.equal(scene.windows.exportRegistry(), before);
  assert.deepEqual(scene.windows.setting, dword(2));
  return { cell: "TWO_OWNERS" };
}
