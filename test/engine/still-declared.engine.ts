import assert from "node:assert/strict";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { javaScriptProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";
import { changesOf, failed, succeeded, textOf } from "./run-outcome";

const names = ["late", "targeted", "replaced"] as const;
type Name = (typeof names)[number];

describe("a resource that is deleted in a later run than its successor was created in", function () {
  this.timeout(240_000);
  const hosts = {} as Record<Name, SimulatedHost>;
  let project: PulumiProject;

  before(async () => {
    for (const name of names) hosts[name] = await startSimulatedHost();
    const protect = "{ protect: true }";
    project = await PulumiProject.create({
      files: javaScriptProgram(
        program(setting("late", protect), setting("targeted", protect), setting("replaced")),
      ),
    });
    await succeeded(project.up());
  });

  after(async () => {
    await project?.dispose();
    for (const host of Object.values(hosts)) await host.stop();
  });

  it("stays in state as long as it is protected", async () => {
    project.write({
      "index.js": program(
        setting("late", "{}", "late-renamed"),
        setting("targeted", "{}", "targeted-renamed"),
        setting("replaced", "{ deleteBeforeReplace: true }"),
      ),
    });
    await failed(project.up(), /protect/);
    for (const name of ["late", "targeted", "late-renamed", "targeted-renamed"]) await urnOf(name);
    await project.must(["state", "unprotect", "--all", "--yes"]);
  });

  it("leaves the value where only it is among the targets, by the marker, and says so", async () => {
    const run = await succeeded(project.up({ args: ["--target", await urnOf("targeted")] }));
    assert.match(textOf(run), /Another resource \(id [0-9a-f]{16}\).*left alone/);
    assert.deepEqual(changesOf(run)?.delete, 1);
    assertDeclared();
  });

  it("leaves the value to its unchanged successor, after a restart too, and a replacement keeps the way back", async () => {
    await hosts.late.restart();
    await hosts.replaced.restart();
    const run = await succeeded(project.up({ args: ["--replace", await urnOf("replaced")] }));
    assert.match(textOf(run), /left alone, because \S+::late-renamed declares the setting there/);
    assert.deepEqual(changesOf(run), { delete: 1, replace: 1, same: 3 });
    assertDeclared();
  });

  it("has lost nothing for the destroy of its successor", async () => {
    await succeeded(project.destroy());
    for (const name of names) assert.deepEqual(hosts[name].windows.setting, { type: "absent" }, name);
  });

  function assertDeclared(): void {
    for (const name of names)
      assert.deepEqual(hosts[name].windows.setting, { type: "REG_DWORD", data: "2" }, name);
  }

  async function urnOf(name: string): Promise<string> {
    const resource = (await project.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
    assert.ok(resource, `${name} is in the state`);
    return resource.urn;
  }

  function setting(host: Name, options = "{}", name: string = host): string {
    const args = { connection: hosts[host].connection, behindNat: "both" };
    return `new ipsec.NatTraversalSetting(${JSON.stringify(name)}, ${JSON.stringify(args)}, ${options});`;
  }

  function program(...settings: string[]): string {
    return `const ipsec = require("pulumi-windows-ipsec");\n${settings.join("\n")}\n`;
  }
});
