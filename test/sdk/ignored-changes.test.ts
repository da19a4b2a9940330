import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { restartEntries } from "../../provider/restart/restart-options";
import { namesOf } from "../../provider/validation/schema";
import { NatTraversal, type NatTraversalArgs } from "../../sdk";
import { registrationsOf } from "./registrations";

const connection = { transport: "ssh", host: "h", user: "u", password: "p", hostKey: "SHA256:x" } as const;
const restart = namesOf(restartEntries);
const shared = ["connection", "bootMarker", "acceptMachine", "onUnreachable", "timeouts"];

/** A path of the component, and what it becomes: of the setting, of the Reboot. */
const paths: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["behindNat", ["behindNat"], []],
  ["onDelete", ["onDelete"], []],
  ["backup.hostDirectory", ["backup.hostDirectory"], []],
  ["connection", ["connection"], ["connection"]],
  ["connection.password", ["connection.password"], ["connection.password"]],
  ['["connection"].host', ['["connection"].host'], ['["connection"].host']],
  ['connection["host"]', ['connection["host"]'], ['connection["host"]']],
  ["timeouts.connectSeconds", ["timeouts.connectSeconds"], ["timeouts.connectSeconds"]],
  ["reboot.warningSeconds", [], ["warningSeconds"]],
  ['reboot["timeoutSeconds"]', [], ['["timeoutSeconds"]']],
  ["reboot", [], restart],
  ["reboot.*", [], restart],
  ["*", ["*"], [...shared, ...restart]],
];

describe("ignoreChanges of a NatTraversal", () => {
  for (const [path, setting, reboot] of paths) {
    it(`reaches the children that have the input: ${path}`, async () => {
      const { sent, warnings } = await registered([path]);
      assert.deepEqual(sent, [setting, reboot]);
      assert.deepEqual(warnings, []);
    });
  }

  it("reaches a setting without a Reboot", async () => {
    const { sent } = await registered(["behindNat", "connection"], {});
    assert.deepEqual(sent, [["behindNat", "connection"]]);
  });

  it("cannot keep the resources that there are, and says so", async () => {
    const { sent, warnings } = await registered(["reboot.when", "onDelete"]);
    assert.deepEqual(sent, [["onDelete"], []]);
    assert.match(warnings.join(), /^the option "ignoreChanges" has no effect on reboot\.when/);
  });
});

async function registered(
  ignoreChanges: string[],
  { reboot }: Pick<NatTraversalArgs, "reboot"> = { reboot: { when: "ifRequired" } },
): Promise<{ readonly sent: (readonly string[])[]; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const { warn } = pulumi.log;
  Object.assign(pulumi.log, { warn: async (message: string) => void warnings.push(message) });
  try {
    const sent = await registrationsOf(() => {
      const made = new NatTraversal("n", { connection, behindNat: 2, reboot }, { ignoreChanges });
      return [made.urn, made.status];
    });
    return { sent: sent.slice(1).map(({ ignored }) => ignored), warnings };
  } finally {
    Object.assign(pulumi.log, { warn });
  }
}
