import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { rebootProviderText, settingProviderText } from "../../provider/stored-text";
import {
  type LastReboot,
  NatTraversal,
  type NatTraversalArgs,
  NatTraversalSetting,
  Reboot,
  type RegistryValue,
} from "../../sdk";
import { page, sectionOf } from "../support/documents";
import { known, type Registration, registrationsOf } from "./registrations";
import { connection, settingFacts } from "./sample-arguments";

const settingType = "pulumi-nodejs:dynamic/natT:NatT";
const rebootType = "pulumi-nodejs:dynamic/reboot:Reboot";
const componentType = "windows-ipsec:index:NatTraversal";

describe("NatTraversalSetting", () => {
  it("a NatTraversalSetting sends its arguments and hidden properties, and nothing else", async () => {
    const [sent] = await registrationsOf(() => [
      new NatTraversalSetting("s", { connection, behindNat: 2, onDelete: "keep" }).urn,
    ]);
    assert.equal(sent?.type, settingType);
    assert.deepEqual(Object.keys(sent.inputs).sort(), [
      "__provider",
      "__urn",
      "behindNat",
      "connection",
      "onDelete",
    ]);
    assert.equal(sent.inputs.__urn, `urn:pulumi:stack::project::${settingType}::s`);
    assert.equal(sent.inputs.__provider, settingProviderText);
    assert.deepEqual(sent.formerTypes, ["pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting"]);
  });

  it("a NatTraversalSetting has every output that the provider gives", async () => {
    const outputs = {
      host: "vpn01",
      registryPath: "HKLM\\KEY",
      registryValue: { type: "REG_DWORD", data: "2" },
      previous: { type: "absent" },
      applied: { type: "REG_DWORD", data: "2" },
      changeId: "c1",
      changedAt: "2026-01-01T00:00:00.000Z",
      valueAtBoot: { type: "unknown" },
      bootEvidence: { bootId: 7 },
      status: "rebootPending",
      statusReason: "because",
      osVersion: "10.0.20348",
      machine: { computerName: "VPN01" },
      findings: ["one"],
      warnings: ["two"],
    };
    let seen: unknown;
    await registrationsOf(
      () => {
        const setting = new NatTraversalSetting("s", { connection, behindNat: "both" });
        const all = pulumi.all(
          Object.fromEntries(Object.keys(outputs).map((name) => [name, Reflect.get(setting, name)])),
        );
        return [
          all.apply((values) => {
            seen = values;
          }),
        ];
      },
      (_type, inputs) => ({ ...inputs, ...outputs }),
    );
    assert.deepEqual(seen, outputs);
  });
});

describe("Reboot", () => {
  it("a Reboot takes a whole setting, and sends its facts alone", async () => {
    const sent = await registrationsOf(
      () => {
        const setting = new NatTraversalSetting("s", { connection, behindNat: "both" });
        return [new Reboot("r", { connection, triggers: { change: setting.changeId }, setting }).urn];
      },
      (type, inputs) => (type === settingType ? { ...inputs, ...settingFacts, changeId: "c1" } : inputs),
    );
    const reboot = sent.find(({ type }) => type === rebootType);
    assert.deepEqual(reboot?.inputs.setting, { id: "s-id", ...settingFacts });
    assert.deepEqual(reboot?.inputs.triggers, { change: "c1" });
    assert.deepEqual(reboot?.formerTypes, ["pulumi-nodejs:dynamic/windows-ipsec:Reboot"]);
    assert.equal(reboot.inputs.__provider, rebootProviderText);
    assert.equal(reboot?.inputs.__urn, `urn:pulumi:stack::project::${rebootType}::r`);
  });
});

describe("NatTraversal", () => {
  it("a NatTraversal is a setting alone unless a restart is asked for", async () => {
    for (const reboot of [undefined, { when: "never" }, { when: "never", warningSeconds: 300 }] as const) {
      const sent = await component({ connection, behindNat: "both", reboot });
      assert.deepEqual(
        sent.map(({ type }) => type),
        [componentType, settingType],
      );
    }
  });

  it("a NatTraversal with a restart is a setting and a Reboot that waits for it", async () => {
    const sent = await component({
      connection,
      behindNat: "both",
      acceptMachine: true,
      reboot: { when: "ifRequired", warningSeconds: 300 },
    });
    assert.deepEqual(
      sent.map(({ type }) => type),
      [componentType, settingType, rebootType],
    );
    const [parent, setting, reboot] = sent as [Registration, Registration, Registration];
    assert.equal(parent.parent, "");
    const urn = `urn:pulumi:stack::project::${componentType}`;
    assert.equal(setting.parent, `${urn}::n`);
    assert.equal(reboot.parent, `${urn}::n`);
    assert.equal(setting.inputs.__urn, `${urn}$${settingType}::n`);
    assert.equal(reboot.inputs.__urn, `${urn}$${rebootType}::n`);
    assert.equal(setting.inputs.reboot, undefined);
    assert.equal(setting.inputs.acceptMachine, true);
    assert.equal(reboot.inputs.acceptMachine, true);
    assert.equal(reboot.inputs.warningSeconds, 300);
    assert.deepEqual(reboot.inputs.triggers, { change: "c1" });
    assert.ok(reboot.dependencies.some((dependency) => dependency.includes(settingType)));
  });

  it("a NatTraversal shows the status of its Reboot where it has one, else that of its setting", async () => {
    assert.deepEqual(await statusOf({ connection, behindNat: "both" }), {
      status: "rebootPending",
      lastReboot: undefined,
      pendingReasons: [],
    });
    assert.deepEqual(await statusOf({ connection, behindNat: "both", reboot: { when: "ifRequired" } }), {
      status: "active",
      lastReboot: { change: "c1" },
      pendingReasons: ["an update"],
    });
  });
});

describe("the outputs of a NatTraversal", () => {
  for (const reboot of [undefined, { when: "ifRequired" } as const]) {
    it(`are those that docs/reference.md lists, with ${reboot === undefined ? "no restart" : "a restart"}`, async () => {
      const listed = sectionOf(page("docs/reference.md"), "Outputs of NatTraversal");
      const names = [...listed.matchAll(/^\| <a id="[^"]+"><\/a>`(\w+)`/gm)].map(([, name = ""]) => name);
      assert.ok(names.length > 10, listed);
      await registrationsOf(() => {
        const natTraversal = new NatTraversal("n", { connection, behindNat: "both", reboot });
        const found = Object.keys(natTraversal).filter((name) => !name.startsWith("__") && name !== "urn");
        assert.deepEqual(found.sort(), names.sort());
        for (const name of names) assert.ok(pulumi.Output.isInstance(Reflect.get(natTraversal, name)), name);
        const typed: {
          findings: pulumi.Output<string[]>;
          lastReboot: pulumi.Output<LastReboot | undefined>;
          registryValue: pulumi.Output<RegistryValue>;
        } = natTraversal;
        // @ts-expect-error: only the Reboot needs it
        assert.equal(natTraversal.changeId, undefined);
        return [typed.findings];
      });
    });
  }
});

const answers: Record<string, Record<string, unknown>> = {
  [settingType]: { ...settingFacts, changeId: "c1", status: "rebootPending" },
  [rebootType]: { status: "active", lastReboot: { change: "c1" }, pendingReasons: ["an update"] },
};

function component(args: NatTraversalArgs): Promise<Registration[]> {
  return registrationsOf(
    () => {
      const natTraversal = new NatTraversal("n", args);
      return [natTraversal.status, natTraversal.pendingReasons, natTraversal.host];
    },
    (type, inputs) => ({ ...inputs, ...answers[type] }),
  );
}

async function statusOf(args: NatTraversalArgs): Promise<unknown> {
  let natTraversal: NatTraversal | undefined;
  await registrationsOf(
    () => {
      natTraversal = new NatTraversal("n", args);
      return [natTraversal.status];
    },
    (type, inputs) => ({ ...inputs, ...answers[type] }),
  );
  assert.ok(natTraversal);
  return {
    status: await known(natTraversal.status),
    lastReboot: await known(natTraversal.lastReboot),
    pendingReasons: await known(natTraversal.pendingReasons),
  };
}
