import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { NatTraversalSetting, Reboot } from "../../sdk";
import { dependencyFailed } from "../../sdk/dependency-failed";
import { registrationsOf } from "./registrations";

/** An output of a resource that failed, as the SDK resolves it. */
function ofFailed(): pulumi.Output<string> {
  const Output = pulumi.Output as unknown as new (...parts: unknown[]) => pulumi.Output<string>;
  const no = Promise.resolve(false);
  return new Output(new Set(), Promise.resolve(undefined), no, no, Promise.resolve(new Set()));
}

const given: Readonly<Record<string, unknown>> = {
  "an output": ofFailed(),
  "what is made of it": ofFailed().apply((name) => `${name}.example.net`),
  "an Output that brings it": pulumi.output("x").apply(() => ofFailed()),
  "a promise of it": Promise.resolve(ofFailed()),
  "an output deep inside": { jumpHost: Promise.resolve({ host: pulumi.output({ name: [ofFailed()] }) }) },
  "an item of a list": ["a", ofFailed()],
};

const known: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  "a text": "vpn01",
  "an Output that brings nothing": pulumi.output(undefined),
  "a promise that brings nothing": Promise.resolve(undefined),
  "what is known": { host: pulumi.output("vpn01"), port: [Promise.resolve(22), null] },
};

describe("an argument of a resource that failed", () => {
  beforeEach(() => mocks(false));

  for (const [words, input] of Object.entries(given)) {
    it(`is told from one that the program left out, given as ${words}`, async () => {
      assert.equal(await dependencyFailed({ connection: { host: input } }), true);
    });
  }

  for (const [words, input] of Object.entries(known)) {
    it(`is not seen in ${words}`, async () => {
      assert.equal(await dependencyFailed({ connection: { host: input } }), undefined);
    });
  }

  it("is not seen in a promise that is rejected, which the SDK reports", async () => {
    assert.equal(await dependencyFailed({ host: Promise.reject(new Error("no such host")) }), undefined);
  });

  it("is nothing that a preview could know", async () => {
    await mocks(true);
    assert.equal(await dependencyFailed({ host: ofFailed() }), undefined);
  });

  it("is said by both resources, and by no other", async () => {
    const connection = {
      transport: "ssh",
      host: "h",
      user: "u",
      password: "p",
      hostKey: "SHA256:x",
    } as const;
    const sent = await registrationsOf(() => {
      const whole = new NatTraversalSetting("whole", { connection, behindNat: 1 });
      const half = new NatTraversalSetting("half", {
        connection: { ...connection, host: ofFailed() },
        behindNat: 1,
      });
      const after = new Reboot("after", { connection, triggers: { change: ofFailed() }, setting: whole });
      return [whole.urn, half.urn, after.urn];
    });
    assert.deepEqual(
      sent.map(({ inputs }) => inputs.__dependencyFailed),
      [undefined, true, true],
    );
  });
});

function mocks(preview: boolean): Promise<void> {
  const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({ id: name, state: inputs });
  return pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "project", "stack", preview);
}
