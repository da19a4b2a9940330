import assert from "node:assert/strict";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { SimulatedSshd } from "../lab/simulated/simulated-sshd";
import { javaScriptProgram } from "./declared-program";
import { PulumiProject, type StateResource } from "./pulumi-project";
import { changesOf, succeeded, textOf } from "./run-outcome";

const names = [
  "plain",
  "forgotten",
  "aliased",
  "ported",
  "dns",
  "moved",
  "second",
  "third",
  "replaced",
] as const;
type Name = (typeof names)[number];

describe("resources that move", function () {
  this.timeout(240_000);
  const hosts = {} as Record<Name, SimulatedHost>;
  let otherPort: SimulatedSshd;
  let project: PulumiProject;

  before(async () => {
    for (const name of names) hosts[name] = await startSimulatedHost();
    otherPort = new SimulatedSshd(hosts.ported.windows);
    await otherPort.start();
    project = await PulumiProject.create({ files: javaScriptProgram(programBefore()) });
    await succeeded(project.up());
    await hosts.forgotten.restart();
    for (const host of Object.values(hosts)) host.windows.commands.length = 0;
  });

  after(async () => {
    await project?.dispose();
    await otherPort?.stop();
    for (const host of Object.values(hosts)) await host.stop();
  });

  it("keep their value, and what was there before, without a restart", async () => {
    project.write({ "index.js": programAfter() });
    const up = await succeeded(project.up());
    for (const name of names) {
      assert.deepEqual(hosts[name].windows.setting, { type: "REG_DWORD", data: "2" }, name);
      assert.equal(hosts[name].boots, name === "forgotten" ? 1 : 0, name);
      const written = hosts[name].windows.commands.filter((line) =>
        / UDP.*REG_DWORD|-t REG_DWORD/.test(line),
      );
      assert.deepEqual(written, [], `${name}: the value is not written again`);
    }
    const state = await project.resources();
    assert.deepEqual(previousOf(state, "plain-renamed"), { type: "absent" }, "taken from the marker");
    assert.deepEqual(previousOf(state, "forgotten-renamed"), { type: "REG_DWORD", data: "2" });
    assert.match(textOf(up), /forgotten-renamed[\s\S]*alias/, "nothing remembers what was there: it is said");
    assert.deepEqual(changesOf(up), { create: 3, update: 2, delete: 2, same: 6 });
  });

  it("write nothing at all where only the way to the host or the place in the program changed", () => {
    for (const name of ["aliased", "ported", "dns", "moved"] as const)
      assert.deepEqual(
        hosts[name].windows.commands.filter((line) => line.includes("reg add")),
        [],
        name,
      );
    assert.ok(otherPort.connections > 0);
  });

  it("can be replaced by hand without losing the way back", async () => {
    const urn =
      (await project.resources()).find((resource) => resource.urn.endsWith("::replaced"))?.urn ?? "";
    await succeeded(project.up({ args: ["--replace", urn] }));
    assert.deepEqual(hosts.replaced.windows.setting, { type: "REG_DWORD", data: "2" });
    assert.deepEqual(previousOf(await project.resources(), "replaced"), { type: "absent" });
  });

  it("then stand still", async () => {
    const up = await succeeded(project.up());
    assert.deepEqual(Object.keys(changesOf(up) ?? {}), ["same"]);
  });

  it("are all put back", async () => {
    await succeeded(project.destroy());
    for (const name of names) {
      const left = name === "forgotten" ? { type: "REG_DWORD", data: "2" } : { type: "absent" };
      assert.deepEqual(hosts[name].windows.setting, left, name);
    }
  });

  function setting(resource: string, name: Name, connection: object = {}, options = "{}"): string {
    const args = { connection: { ...hosts[name].connection, ...connection }, behindNat: "both" };
    return `new ipsec.NatTraversalSetting(${JSON.stringify(resource)}, ${JSON.stringify(args)}, ${options});`;
  }

  function programBefore(): string {
    return `const ipsec = require("pulumi-windows-ipsec");
${names.map((name) => setting(name, name)).join("\n")}
`;
  }

  function programAfter(): string {
    const port = { port: otherPort.port, hostKey: otherPort.hostKeyFingerprint };
    return `const pulumi = require("@pulumi/pulumi");
const ipsec = require("pulumi-windows-ipsec");
class Office extends pulumi.ComponentResource {
  constructor(name) {
    super("test:index:Office", name);
    const here = { parent: this, aliases: [{ parent: pulumi.rootStackResource }] };
    ${setting("moved", "moved", {}, "here")}
    ${setting("second", "second", {}, "here")}
    ${setting("third", "third", {}, "here")}
  }
}
new Office("office");
${setting("plain-renamed", "plain")}
${setting("forgotten-renamed", "forgotten")}
${setting("aliased-renamed", "aliased", {}, '{ aliases: [{ name: "aliased" }] }')}
${setting("ported", "ported", port)}
${setting("dns", "dns", { host: "localhost" })}
${setting("replaced", "replaced")}
`;
  }
});

function previousOf(resources: readonly StateResource[], name: string): unknown {
  return resources.find((resource) => resource.urn.endsWith(`::${name}`))?.outputs?.previous;
}
