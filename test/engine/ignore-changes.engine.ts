import assert from "node:assert/strict";
import { absent, dword, type RegistryValue } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { type Declared, declaredProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";
import { changesOf, failed, succeeded, textOf } from "./run-outcome";

const theirs: Readonly<Record<string, RegistryValue>> = {
  component: absent,
  setting: { type: "REG_SZ", data: "2" },
  number: dword(7),
};

describe("ignoreChanges", function () {
  this.timeout(240_000);
  const hosts = new Map<string, SimulatedHost>();
  let project: PulumiProject;

  before(async () => {
    for (const name of [...Object.keys(theirs), "options"])
      hosts.set(name, await startSimulatedHost({ hostSecondsPerSecond: 50 }));
    project = await PulumiProject.create({ files: declaredProgram(declared({})) });
    await succeeded(project.up());
    for (const [name, value] of Object.entries(theirs)) hostOf(name).windows.setting = value;
    await succeeded(project.refresh());
  });

  after(async () => {
    await project?.dispose();
    for (const host of hosts.values()) await host.stop();
  });

  it("of behindNat leaves drift as it is, whatever a refresh found, and of a component as of a setting", async () => {
    const boots = hostOf("component").boots;
    const up = await succeeded(project.up());
    assert.equal(changesOf(up)?.update, undefined, textOf(up));
    await assertTheirs();
    assert.equal(hostOf("component").boots, boots);
  });

  it("of behindNat stays in force where another input changes", async () => {
    const preview = await succeeded(project.preview());
    assert.doesNotMatch(textOf(preview), /will be written/);
    project.write(declaredProgram(declared({ keepaliveSeconds: 20 }, { warningSeconds: 30 })));
    const up = await succeeded(project.up());
    assert.equal(changesOf(up)?.update, 4, textOf(up));
    await assertTheirs();
  });

  it("of the component's other inputs reaches the resources that have them", async () => {
    const found = (await project.resources()).find(({ urn }) => urn.endsWith("Reboot::options"));
    const { warningSeconds, connection } = found?.inputs ?? {};
    assert.equal(warningSeconds, 5);
    assert.deepEqual(Object.keys(connection ?? {}).sort(), Object.keys(hostOf("options").connection).sort());
  });

  it("hides no fault of the program's own", async () => {
    const wrong = declared({});
    project.write(
      declaredProgram({
        ...wrong,
        setting: { ...wrong.setting, options: "{}", args: { ...wrong.setting?.args, behindNat: "absent" } },
      }),
    );
    await failed(project.preview(), /behindNat must be/);
  });

  it("keeps what others wrote through a destroy", async () => {
    project.write(declaredProgram(declared({})));
    await succeeded(project.destroy());
    await assertTheirs();
  });

  function declared(connection: object, reboot: object = {}): Record<string, Declared> {
    const args = (name: string) => ({
      connection: { ...hostOf(name).connection, ...connection },
      behindNat: "both",
    });
    const restart = { when: "ifRequired", warningSeconds: 5, ...reboot };
    const options = '{ ignoreChanges: ["behindNat"] }';
    const ignored = '{ ignoreChanges: ["reboot", "connection.keepaliveSeconds", "timeouts"] }';
    return {
      component: { args: { ...args("component"), reboot: restart }, options },
      setting: { kind: "NatTraversalSetting", args: args("setting"), options },
      number: { args: args("number"), options },
      options: { args: { ...args("options"), reboot: restart }, options: ignored },
    };
  }

  async function assertTheirs(): Promise<void> {
    for (const [name, value] of Object.entries(theirs))
      assert.deepEqual(hostOf(name).windows.setting, value, name);
  }

  function hostOf(name: string): SimulatedHost {
    const host = hosts.get(name);
    assert.ok(host !== undefined);
    return host;
  }
});
