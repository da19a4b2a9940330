import assert from "node:assert/strict";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { titles } from "../resources/scenarios/titles";
import { declaredProgram } from "./declared-program";
import { itRunsCells } from "./it-runs-cells";
import { PulumiProject } from "./pulumi-project";
import { changesOf, failed, succeeded, textOf } from "./run-outcome";

const changedByOthers: Readonly<Record<string, RegistryValue>> = {
  value: { type: "REG_DWORD", data: "1" },
  type: { type: "REG_SZ", data: "2" },
  deletion: { type: "absent" },
};
const rows: Readonly<Record<string, string>> = {
  value: titles.driftOfValue,
  type: titles.driftOfType,
  deletion: titles.driftByDeletion,
};
const theirs: RegistryValue = { type: "REG_DWORD", data: "1" };

describe("a value that another program changed", function () {
  this.timeout(240_000);
  itRunsCells(
    __filename,
    "ssh+cmd",
    Object.keys(changedByOthers).map((name) => rows[name] ?? name),
  );
  const hosts = new Map<string, SimulatedHost>();
  let project: PulumiProject;

  before(async () => {
    for (const name of [...Object.keys(changedByOthers), "foreign", "overwritten", "kept"])
      hosts.set(name, await startSimulatedHost({ startValue: { type: "REG_DWORD", data: "0" } }));
    const resources = [...hosts].map(([name, host]) => {
      const overwrite = name === "overwritten" ? { overwriteForeignChange: true } : {};
      const keep = name === "kept" ? { onUnreachable: { refresh: "keep", delete: "forget" } } : {};
      const args = { connection: host.connection, behindNat: "both", ...overwrite, ...keep };
      return [name, { args }] as const;
    });
    project = await PulumiProject.create({ files: declaredProgram(Object.fromEntries(resources)) });
    await succeeded(project.up());
  });

  after(async () => {
    await project?.dispose();
    for (const host of hosts.values()) await host.stop();
  });

  it("is shown by a refresh beside ours, and the refresh writes nothing", async () => {
    for (const [name, value] of Object.entries(changedByOthers)) hostOf(name).windows.setting = value;
    const before = await exports();
    const refresh = await succeeded(project.refresh());
    assert.match(refresh.output, /behindNat\s*: "both" => "server"/);
    assert.match(refresh.output, /behindNat\s*: "both" => "REG_SZ \\"2\\""/);
    assert.match(refresh.output, /behindNat\s*: "both" => "absent"/);
    assert.deepEqual(await exports(), before);
    const settings = (await project.resources()).filter(({ type }) => type.endsWith(":NatT"));
    const drifted = settings.filter(({ outputs }) => outputs?.status === "drift");
    assert.equal(drifted.length, 3, "the status tells it too");
  });

  it("is repaired by the next up, which shows the repair", async () => {
    const up = await succeeded(project.up({ args: ["--diff"] }));
    assert.match(up.output, /behindNat\s*: "server" => "both"/);
    assert.match(up.output, /behindNat\s*: "absent" => "both"/);
    assert.equal(changesOf(up)?.update, 3);
    for (const [name, host] of hosts)
      assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" }, name);
  });

  it("is not confused with a host that cannot be reached: a refresh removes nothing from the state", async () => {
    await hostOf("kept").sshd.stop();
    const refresh = await succeeded(project.refresh());
    assert.match(textOf(refresh), /UNREACHABLE/, "kept, with the reason");
    assert.equal((await project.resources()).filter(({ type }) => type.endsWith(":NatT")).length, hosts.size);

    await hostOf("value").sshd.stop();
    await failed(project.refresh(), /UNREACHABLE/);
    assert.equal((await project.resources()).filter(({ type }) => type.endsWith(":NatT")).length, hosts.size);
  });

  it("is left alone by destroy by default, also after a refresh", async () => {
    hostOf("foreign").windows.setting = theirs;
    hostOf("overwritten").windows.setting = theirs;
    const gone = ["value", "kept"].flatMap((name) => ["--exclude", `**::${name}`]);
    await succeeded(project.refresh({ args: gone }));
    const destroy = await succeeded(project.destroy({ args: gone }));
    assert.match(textOf(destroy), /REG_DWORD 2 to REG_DWORD 1, so it was left alone/);
    assert.deepEqual(hostOf("foreign").windows.setting, theirs);
    for (const name of ["overwritten", "type", "deletion"])
      assert.deepEqual(hostOf(name).windows.setting, { type: "REG_DWORD", data: "0" }, name);
  });

  it("stays in the state where destroy cannot restore it, or is forgotten if the program says so", async () => {
    await failed(project.destroy({ args: ["--continue-on-error"] }), /UNREACHABLE/);
    const left = (await project.resources()).filter(({ type }) => type.endsWith(":NatT"));
    assert.deepEqual(
      left.map(({ urn }) => urn.split("::").pop()),
      ["value"],
    );
  });

  function hostOf(name: string): SimulatedHost {
    const host = hosts.get(name);
    assert.ok(host !== undefined);
    return host;
  }

  function exports(): Promise<string[]> {
    return Promise.all([...hosts.values()].map((host) => host.exportRegistry()));
  }
});
