import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, NatTraversal, NatTraversalSetting, Reboot } from "../../sdk";
import { registrationsOf, wireSecret } from "./registrations";

const endpoint = { transport: "ssh", host: "vpn01", user: "admin", hostKey: "SHA256:abc" } as const;
const canary = 'c"a\\n%a€ry';

/** Every way in which the text of a password can come. */
const shapes: Record<string, () => pulumi.Input<ConnectionArgs>> = {
  "a plain text": () => ({ ...endpoint, password: canary }),
  "a secret": () => ({ ...endpoint, password: pulumi.secret(canary) }),
  "an Output of a text": () => ({ ...endpoint, password: pulumi.output(canary) }),
  "a promise of a text": () => ({ ...endpoint, password: Promise.resolve(canary) }),
  "a whole connection in an Output": () => pulumi.output({ ...endpoint, password: canary }),
  "a whole connection in a promise": () => Promise.resolve({ ...endpoint, password: canary }),
  "an Output with an Output inside": () =>
    pulumi.output(endpoint).apply((known) => ({ ...known, password: canary })),
};

const behind = { ...endpoint, agent: true } as const;
const jumpHost = { host: "bastion", user: "jumper", hostKey: "SHA256:def" } as const;

/** Every way in which the text of a jump host's password can come. */
const jumpShapes: Record<string, () => pulumi.Input<ConnectionArgs>> = {
  "a plain text": () => ({ ...behind, jumpHost: { ...jumpHost, password: canary } }),
  "a secret": () => ({ ...behind, jumpHost: { ...jumpHost, password: pulumi.secret(canary) } }),
  "an Output of a text": () => ({ ...behind, jumpHost: { ...jumpHost, password: pulumi.output(canary) } }),
  "a promise of a text": () => ({ ...behind, jumpHost: { ...jumpHost, password: Promise.resolve(canary) } }),
  "a whole jump host in an Output": () => ({
    ...behind,
    jumpHost: pulumi.output({ ...jumpHost, password: canary }),
  }),
  "a whole jump host in a promise": () => ({
    ...behind,
    jumpHost: Promise.resolve({ ...jumpHost, password: Promise.resolve(canary) }),
  }),
  "an Output in an Output": () => ({
    ...behind,
    jumpHost: pulumi.output(jumpHost).apply((known) => ({ ...known, password: canary })),
  }),
  "a whole connection in an Output": () =>
    pulumi.output({ ...behind, jumpHost: { ...jumpHost, password: canary } }),
  "a whole connection in a promise": () =>
    Promise.resolve({ ...behind, jumpHost: pulumi.output({ ...jumpHost, password: canary }) }),
};

describe("secrets of a connection", () => {
  for (const [words, shape] of Object.entries(shapes)) {
    it(`are marked at their own path, given as ${words}`, async () => {
      assert.deepEqual(await connectionSent(shape()), { ...endpoint, password: wireSecret(canary) });
    });
  }

  it("are marked as a whole if the connection is a secret as a whole", async () => {
    const sent = await connectionSent(pulumi.secret({ ...endpoint, password: canary }));
    assert.deepEqual(sent, wireSecret({ ...endpoint, password: wireSecret(canary) }));
  });

  it("are looked for in an object only: what is a list stays one, and is refused as one", async () => {
    assert.deepEqual(await connectionSent([endpoint] as never), [endpoint]);
  });

  it("include the private key and its passphrase", async () => {
    const sent = await connectionSent({
      ...endpoint,
      privateKey: "KEY",
      passphrase: pulumi.output("PHRASE"),
    });
    assert.deepEqual(sent, {
      ...endpoint,
      privateKey: wireSecret("KEY"),
      passphrase: wireSecret("PHRASE"),
    });
  });

  for (const [words, shape] of Object.entries(jumpShapes)) {
    it(`include the jump host's, at its own path, given as ${words}`, async () => {
      assert.deepEqual(await connectionSent(shape()), {
        ...behind,
        jumpHost: { ...jumpHost, password: wireSecret(canary) },
      });
    });
  }

  it("include the jump host's private key and its passphrase, but no place, and nothing of an agent", async () => {
    const key = { ...jumpHost, privateKey: pulumi.output("KEY"), passphrase: "PHRASE" };
    assert.deepEqual(await connectionSent({ ...endpoint, password: { env: "PW" }, jumpHost: key }), {
      ...endpoint,
      password: { env: "PW" },
      jumpHost: { ...jumpHost, privateKey: wireSecret("KEY"), passphrase: wireSecret("PHRASE") },
    });
    const agent = { ...jumpHost, agent: "~/agent.sock", agentKey: "SHA256:ghi" } as const;
    const open = { ...behind, agentKey: "SHA256:jkl", jumpHost: agent } as const;
    assert.deepEqual(await connectionSent(open), open);
    const read = { ...jumpHost, privateKey: { file: "~/key" }, passphrase: { env: "PHRASE" } } as const;
    assert.deepEqual(await connectionSent({ ...behind, jumpHost: read }), { ...behind, jumpHost: read });
  });

  it("include the key of a client certificate, and not the certificate, which is none", async () => {
    const winrm = { transport: "winrm", host: "vpn01", clientCertificate: "CERTIFICATE" } as const;
    assert.deepEqual(await connectionSent({ ...winrm, clientKey: canary }), {
      ...winrm,
      clientKey: wireSecret(canary),
    });
  });

  it("are named openly where they come from a variable or a file", async () => {
    assert.deepEqual(await connectionSent({ ...endpoint, password: { env: "PASSWORD" } }), {
      ...endpoint,
      password: { env: "PASSWORD" },
    });
    assert.deepEqual(
      await connectionSent(
        pulumi.output({ ...endpoint, privateKey: { file: "~/key" }, passphrase: { env: "PHRASE" } }),
      ),
      { ...endpoint, privateKey: { file: "~/key" }, passphrase: { env: "PHRASE" } },
    );
    assert.deepEqual(await connectionSent({ ...endpoint, password: { env: pulumi.output("PASSWORD") } }), {
      ...endpoint,
      password: { env: "PASSWORD" },
    });
  });

  it("are marked also where they are given as what is no text, and check will refuse", async () => {
    for (const password of [
      Buffer.from(canary),
      new pulumi.asset.StringAsset(canary),
      [canary],
      { text: canary },
    ]) {
      const sent = await connectionSent({ ...endpoint, password } as unknown as ConnectionArgs);
      const { password: marked } = sent as Record<string, Record<string, unknown>>;
      assert.equal(marked?.["4dabf18193072939515e22adb298388d"], "1b47061264138c4ac30d75fd1eb44270");
    }
  });

  it("are marked by Reboot too", async () => {
    const [sent] = await registrationsOf(() => {
      const reboot = new Reboot("r", {
        connection: pulumi.output({ ...endpoint, password: canary }),
        triggers: { change: "c1" },
        setting: {
          id: "0123456789abcdef",
          registryPath: "HKLM\\KEY",
          applied: { type: "REG_DWORD", data: "2" },
          previous: { type: "absent" },
          valueAtBoot: { type: "unknown" },
          machine: {},
          bootEvidence: {},
        },
      });
      return [reboot.urn];
    });
    assert.deepEqual(sent?.inputs.connection, { ...endpoint, password: wireSecret(canary) });
  });

  it("leave nothing of themselves in the component", async () => {
    const sent = await registrationsOf(() => [
      new NatTraversal("n", {
        connection: { ...endpoint, password: canary },
        behindNat: "both",
        reboot: { when: "ifRequired" },
      }).status,
    ]);
    const component = sent.find(({ type }) => type === "windows-ipsec:index:NatTraversal");
    assert.deepEqual(component?.inputs, {});
    for (const child of sent.filter(({ parent }) => parent !== "")) {
      assert.deepEqual(child.inputs.connection, { ...endpoint, password: wireSecret(canary) });
    }
  });

  it("stay unmarked in what is no connection at all, for check to refuse", async () => {
    assert.equal(await connectionSent("ssh://vpn01" as unknown as ConnectionArgs), "ssh://vpn01");
  });
});

async function connectionSent(connection: pulumi.Input<ConnectionArgs>): Promise<unknown> {
  const [sent] = await registrationsOf(() => [
    new NatTraversalSetting("s", { connection, behindNat: "both" }).urn,
  ]);
  return sent?.inputs.connection;
}
