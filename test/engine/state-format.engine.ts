import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dword } from "../../provider/windows/registry-value";
import { hardwareDescription } from "../lab/simulated/fixture";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { declaredProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";
import { changesOf, succeeded } from "./run-outcome";
import type { Deployment, StateResource } from "./stored-state";

/** The most that a resource may take in the state: the engine rewrites the whole state at every step, so bytes are time. */
const mostBytes = { setting: 3_300, natTraversal: 8_500 };

const names = ["server", "client"] as const;
type Name = (typeof names)[number];

/**
 * A state of the first format: a NatTraversal with its Reboot ("server", restarted) and a bare setting ("client"), with the serialized
 * provider text and the long type names.
 */
const first = join(__dirname, "..", "cases", "state-v0");

describe("a state that an earlier version of the package wrote", function () {
  this.timeout(180_000);
  const hosts = {} as Record<Name, SimulatedHost>;
  let project: PulumiProject;

  before(async () => {
    const markers: Record<Name, string> = JSON.parse(readFileSync(join(first, "markers.json"), "utf8"));
    for (const [at, name] of names.entries()) {
      const host = await startSimulatedHost({
        startValue: dword(2),
        computerName: `VPN0${at + 1}`,
        machineGuid: `0d9f3c1e-7a52-4b8e-9c60-5e1f2a3b4c0${at + 1}`,
        hardwareId: `{3b1d5c70-91aa-11ee-8f3e-0242ac11000${at + 1}}`,
      });
      hosts[name] = host;
      if (name === "server") host.windows.boot();
      const marker = { type: "REG_SZ", data: markers[name] } as const;
      host.windows.registry.set(hardwareDescription, "AssumeUDPEncapsulationMarker", marker);
    }
    project = await PulumiProject.create({ files: declaredProgram(declared()) });
    await project.must(["stack", "import"], { input: JSON.stringify(imported()) });
  });

  after(async () => {
    await project?.dispose();
    for (const host of Object.values(hosts)) await host.stop();
  });

  it("is taken over by preview and up without a change, and without contact", async () => {
    const before = await registries();
    assert.deepEqual(changesOf(await succeeded(project.preview())), { same: 5 });
    assert.deepEqual(changesOf(await succeeded(project.up())), { same: 5 });
    assert.deepEqual((await project.resources()).map(({ type }) => type).sort(), [
      "pulumi-nodejs:dynamic/natT:NatT",
      "pulumi-nodejs:dynamic/natT:NatT",
      "pulumi-nodejs:dynamic/reboot:Reboot",
      "windows-ipsec:index:NatTraversal",
    ]);
    for (const name of names) assert.equal(hosts[name].sshd.connections, 0, name);
    assert.deepEqual(await registries(), before);
  });

  it("is refreshed without a difference", async () => {
    const before = await registries();
    await succeeded(project.refresh({ args: ["--expect-no-changes"] }));
    assert.deepEqual(await project.outputs(), { status: { server: "active", client: "rebootPending" } });
    assert.deepEqual(await registries(), before);
    for (const name of names) assert.ok(hosts[name].sshd.connections > 0, name);
  });

  it("is destroyed with the previous values put back, and without a restart", async () => {
    const boots = names.map((name) => hosts[name].boots);
    await succeeded(project.destroy());
    assert.deepEqual(hosts.server.windows.setting, { type: "REG_SZ", data: "7" });
    assert.deepEqual(hosts.client.windows.setting, dword(1));
    assert.deepEqual(
      names.map((name) => hosts[name].boots),
      boots,
    );
    assert.deepEqual(await project.resources(), []);
  });

  function declared(): Parameters<typeof declaredProgram>[0] {
    const reboot = { when: "ifRequired", warningSeconds: 5 };
    return {
      server: { args: { connection: hosts.server.connection, behindNat: "both", reboot } },
      client: {
        kind: "NatTraversalSetting",
        args: { connection: hosts.client.connection, behindNat: "both" },
      },
    };
  }

  /** The state, leading to the hosts of this run. */
  function imported(): { readonly deployment: Deployment } {
    const state: { readonly deployment: Deployment } = JSON.parse(
      readFileSync(join(first, "stack-export.json"), "utf8"),
    );
    for (const { urn, inputs, outputs } of state.deployment.resources ?? []) {
      const { port, hostKey } = hosts[urn.endsWith("::client") ? "client" : "server"].connection;
      for (const properties of [inputs, outputs]) {
        const connection = properties?.connection;
        if (typeof connection === "object" && connection !== null)
          Object.assign(connection, { port, hostKey });
      }
    }
    return state;
  }

  function registries(): Promise<string[]> {
    return Promise.all(names.map((name) => hosts[name].exportRegistry()));
  }
});

describe("the state of this version", function () {
  this.timeout(180_000);

  it("is small", async () => {
    const [setting, natTraversal] = [
      await startSimulatedHost(),
      await startSimulatedHost({ hostSecondsPerSecond: 20 }),
    ];
    const reboot = { when: "ifRequired", warningSeconds: 5 };
    const project = await PulumiProject.create({
      files: declaredProgram({
        alone: { kind: "NatTraversalSetting", args: { connection: setting.connection, behindNat: "both" } },
        server: { args: { connection: natTraversal.connection, behindNat: "both", reboot } },
      }),
      // As a user's program runs: what is preloaded into those of tests shows in the positions that the state holds.
      environment: { NODE_OPTIONS: undefined },
    });
    try {
      await succeeded(project.up());
      const resources = await project.resources();
      const bytesOf = (name: string): number =>
        resources.filter(({ urn }) => urn.endsWith(`::${name}`)).reduce((sum, each) => sum + bytes(each), 0);
      const found = { setting: bytesOf("alone"), natTraversal: bytesOf("server") };
      assert.ok(found.setting > 1_000 && found.setting <= mostBytes.setting, JSON.stringify(found));
      assert.ok(found.natTraversal <= mostBytes.natTraversal, JSON.stringify(found));
    } finally {
      await project.dispose();
      for (const host of [setting, natTraversal]) await host.stop();
    }
  });
});

/** As the file backend writes it; only where node_modules is a link do source positions lead out of the project. */
function bytes(resource: StateResource): number {
  return JSON.stringify(resource).replace(
    /project:\/\/\/(?:\.\.\/)+[^"]*?node_modules\//g,
    "project:///node_modules/",
  ).length;
}
