import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { NatTraversal, NatTraversalSetting, Reboot } from "../../sdk";
import { registrationsOf } from "./registrations";
import { connection, rebootArgs } from "./sample-arguments";

describe("options that cannot work", () => {
  const constructors: Record<string, (options: pulumi.CustomResourceOptions) => pulumi.Resource> = {
    NatTraversalSetting: (options) =>
      new NatTraversalSetting("x", { connection, behindNat: "both" }, options),
    Reboot: (options) => new Reboot("x", rebootArgs, options),
    NatTraversal: (options) => new NatTraversal("x", { connection, behindNat: "both" }, options),
  };
  for (const [name, construct] of Object.entries(constructors)) {
    for (const option of ["import", "id"]) {
      it(`${name} refuses ${option}, in one line and without a stack`, () => {
        assert.throws(
          () => construct({ [option]: "some-id" }),
          (error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            const line = new RegExp(
              `^x: the option "${option}" cannot be used here.*a create adopts[^\\n]*$`,
            );
            assert.match(error.message, line);
            return true;
          },
        );
      });
    }

    it(`${name} warns of customTimeouts and replaceOnChanges`, async () => {
      const warnings: string[] = [];
      const warn = pulumi.log.warn;
      Object.assign(pulumi.log, {
        warn: (message: string) => {
          warnings.push(message);
          return Promise.resolve();
        },
      });
      try {
        await registrationsOf(() => [
          construct({ customTimeouts: { create: "5m" }, replaceOnChanges: ["connection"] }).urn,
        ]);
        await registrationsOf(() => [construct({}).urn]);
      } finally {
        Object.assign(pulumi.log, { warn });
      }
      assert.deepEqual(
        warnings.map((text) => text.split('"')[1]),
        ["customTimeouts", "replaceOnChanges"],
      );
    });
  }
});
