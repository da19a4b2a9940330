import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { NatTraversal, NatTraversalSetting, Reboot } from "../../sdk";
import { registrationsOf } from "./registrations";

const connection = { transport: "ssh", host: "h", user: "u", password: "p", hostKey: "SHA256:x" } as const;
const args = { connection, behindNat: 2 } as const;

/** Programs that declare a Reboot for the setting `s`, in all the ways in which one can name it. */
const followed: Readonly<Record<string, (s: NatTraversalSetting) => pulumi.Resource>> = {
  "the setting itself": (s) => new Reboot("r", { connection, triggers: { change: s.changeId }, setting: s }),
  "its facts": (s) => new Reboot("r", { connection, triggers: { change: "c" }, setting: { ...facts(s) } }),
  "its change alone": (s) =>
    new Reboot("r", { connection, triggers: { change: s.changeId.apply((id) => `${id}!`) }, setting: known }),
  "triggers as an Output": (s) =>
    new Reboot("r", { connection, triggers: pulumi.output({ change: s.changeId }), setting: known }),
};

describe("a Reboot that is declared for a setting", () => {
  for (const [words, declare] of Object.entries(followed)) {
    it(`is known to the setting, given ${words}`, async () => {
      assert.deepEqual(
        await flags(() => {
          const setting = new NatTraversalSetting("s", args);
          return [setting, declare(setting)];
        }),
        { s: true },
      );
    });
  }

  it("is known to the setting of its component, and to no other setting", async () => {
    assert.deepEqual(
      await flags(() => [
        new NatTraversal("with", { ...args, reboot: { when: "ifRequired" } }),
        new NatTraversal("without", { ...args, reboot: { when: "never" } }),
        new NatTraversalSetting("alone", args),
      ]),
      { with: true, without: undefined, alone: undefined },
    );
  });
});

async function flags(construct: () => pulumi.Resource[]): Promise<Record<string, unknown>> {
  const sent = await registrationsOf(() => construct().map(({ urn }) => urn));
  const settings = sent.filter(({ type }) => type.endsWith(":NatT"));
  return Object.fromEntries(settings.map(({ name, inputs }) => [name, inputs.__rebootFollows]));
}

const known = {
  id: "0123456789abcdef",
  registryPath: "HKLM\\KEY",
  applied: { type: "REG_DWORD", data: "2" },
  previous: { type: "absent" },
  valueAtBoot: { type: "unknown" },
  machine: {},
  bootEvidence: {},
} as const;

function facts({
  id,
  registryPath,
  applied,
  previous,
  valueAtBoot,
  machine,
  bootEvidence,
}: NatTraversalSetting) {
  return { id, registryPath, applied, previous, valueAtBoot, machine, bootEvidence };
}
