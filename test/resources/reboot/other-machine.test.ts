import assert from "node:assert/strict";
import type { SettingOutputs } from "../../../provider/nat-traversal/setting-state";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootInputs, RebootOutputs, SettingFacts } from "../../../provider/restart/reboot-state";
import { connectionTo, inputsFor, Life, type State, urnOf } from "../setting/life";
import { Scene } from "./scene";

const known = { machineGuid: "known", computerName: "KNOWN" };
const refusal = /DIFFERENT_MACHINE: .*expected MachineGuid known.*found .*LAB-WIN01.*It was not restarted/;

/** A host on which the setting was written, and which is not the machine that the reboot was told of. */
async function exchanged(more: Partial<RebootInputs>): Promise<{ scene: Scene; inputs: RebootInputs }> {
  const scene = new Scene();
  await scene.writeSetting();
  return { scene, inputs: scene.inputs({ setting: scene.facts({ machine: known }), ...more }) };
}

function storedOf(inputs: RebootInputs, status: RebootOutputs["status"] = "rebootPending"): RebootOutputs {
  return { ...inputs, host: "vpn01", status, statusReason: "It is.", pendingReasons: [], __stateVersion: 1 };
}

describe("a reboot whose host is another machine now", () => {
  it("refuses another machine at a refresh of the reboot, and says how to accept it", async () => {
    const { scene, inputs } = await exchanged({});
    const work = readReboot(scene.context(), "id", storedOf(inputs));
    await assert.rejects(work, refusal);
    await assert.rejects(work, /set acceptMachine: true and run `pulumi up`/);
  });

  it("has an unknown status at a refresh where acceptMachine is set", async () => {
    const { scene, inputs } = await exchanged({ acceptMachine: true });
    const olds = storedOf(inputs, "active");
    const { props, inputs: seen } = await readReboot(scene.context(), "id", olds);
    assert.equal(props.status, "unknown");
    assert.match(
      props.statusReason,
      /^Another machine answers \(MachineGuid .*LAB-WIN01.*because acceptMachine is set\.$/,
    );
    assert.deepEqual({ ...props, status: "", statusReason: "" }, { ...olds, status: "", statusReason: "" });
    assert.deepEqual(seen, inputs);
  });

  it("never restarts a machine that the setting has not accepted, and does not advise what is already set", async () => {
    const { scene, inputs } = await exchanged({ acceptMachine: true });
    const runs = [
      () => createReboot(scene.context(), inputs),
      () => updateReboot(scene.context(), "id", storedOf(inputs), inputs),
    ];
    for (const run of runs) {
      await assert.rejects(scene.clock.runUntilSettled<unknown>(run()), (error: Error) => {
        assert.match(error.message, refusal);
        assert.match(error.message, /acceptMachine is set, .*`pulumi up --refresh`/);
        assert.doesNotMatch(error.message, /set acceptMachine: true/);
        return true;
      });
    }
    assert.deepEqual(scene.requests, []);
  });

  it("finds the setting by its key, however the key is written", async () => {
    const scene = new Scene({ os: "xp" });
    await scene.writeSetting();
    const facts = scene.facts();
    const inputs = scene.inputs({ setting: { ...facts, registryPath: facts.registryPath.toLowerCase() } });
    const { props } = await readReboot(scene.context(), "id", storedOf(inputs));
    assert.equal(props.status, "rebootPending");
  });
});

describe("a reinstall of Windows under a setting and its reboot", () => {
  it("accepts a reinstalled Windows by a refresh and an update, with one restart", async () => {
    const life = new Life();
    const settingInputs = inputsFor("both", { acceptMachine: true });
    const before = await life.run().create(settingInputs);
    const first = rebootInputs(before);
    const { outs: rebooted } = await life.clock.runUntilSettled(createReboot(context(life), first));
    assert.equal(rebooted.status, "active");

    const windows = life.addHost("vpn01", { machineGuid: "reinstalled", computerName: "FRESH" });
    const refreshed = await life.run().refresh(before);
    const { props } = await readReboot(context(life), "id", rebooted);
    assert.deepEqual([refreshed.outs.status, props.status], ["unknown", "unknown"]);

    const after = await life.run().up(refreshed, settingInputs);
    const news = rebootInputs(after);
    assert.equal(diffReboot(props, news).changes, true);
    const { outs } = await life.clock.runUntilSettled(updateReboot(context(life), "id", props, news));
    assert.equal(outs.status, "active");
    assert.equal(outs.lastReboot?.change, after.outs.changeId);
    assert.equal(windows.boots, 1);
  });
});

function context(life: Life): ReturnType<ReturnType<Life["run"]>["contextOf"]> {
  return life.run().contextOf(urnOf("r"));
}

function rebootInputs({ id, outs }: State): RebootInputs {
  return {
    connection: connectionTo("vpn01"),
    triggers: { change: outs.changeId },
    setting: { id, ...factsOf(outs as SettingOutputs) },
    warningSeconds: 20,
    acceptMachine: true,
  };
}

function factsOf(outs: SettingOutputs): Omit<SettingFacts, "id"> {
  const { registryPath, applied, previous, valueAtBoot, machine, bootEvidence } = outs;
  return { registryPath, applied, previous, valueAtBoot, machine, bootEvidence };
}
