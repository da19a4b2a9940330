import assert from "node:assert/strict";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { settingName } from "../lab/simulated/simulated-windows";
import { titles } from "../resources/scenarios/titles";
import { declaredProgram } from "./declared-program";
import { itRunsCells } from "./it-runs-cells";
import { PulumiProject } from "./pulumi-project";
import { changesOf, succeeded } from "./run-outcome";

const otherCase = settingName.toLowerCase();
/** A state, and the row that it is in the table of scenarios. */
interface StartState {
  readonly name?: string;
  readonly value: RegistryValue;
  readonly row?: string;
}

const startStates: Readonly<Record<string, StartState>> = {
  absent: { value: { type: "absent" }, row: titles.startState("absent") },
  dword0: { value: { type: "REG_DWORD", data: "0" }, row: titles.startState("DWORD 0") },
  dword2: { value: { type: "REG_DWORD", data: "2" }, row: titles.startState("DWORD 2") },
  dword7: { value: { type: "REG_DWORD", data: "7" }, row: titles.startState("DWORD 7") },
  qword2: { value: { type: "REG_QWORD", data: "2" }, row: titles.startState("QWORD 2") },
  text2: { value: { type: "REG_SZ", data: "2" }, row: titles.startState("text 2") },
  binary: { value: { type: "REG_BINARY", data: "02000000FF" }, row: titles.startState("binary") },
  otherCase: { name: otherCase, value: { type: "REG_DWORD", data: "1" } },
  injection: {
    row: titles.notRestorable,
    value: { type: "REG_SZ", data: '2" & reg add "HKLM\\SYSTEM\\Injected" -v Ran -d 1 -f & rem "' },
  },
};
const wanted = { none: 0, server: 1, both: 2 } as const;
const restorable = Object.keys(startStates).filter((state) => state !== "injection");

interface Case {
  readonly start: RegistryValue;
  readonly number: number;
  readonly host: SimulatedHost;
  readonly exportBefore: string;
}

describe("nine start states times three wanted values", function () {
  this.timeout(240_000);
  itRunsCells(
    __filename,
    "ssh+cmd",
    Object.values(startStates).flatMap(({ row }) => row ?? []),
  );
  const cases = new Map<string, Case>();
  let project: PulumiProject;

  before(async () => {
    for (const [state, { name = settingName, value }] of Object.entries(startStates)) {
      for (const [word, number] of Object.entries(wanted)) {
        const host = await startSimulatedHost();
        if (value.type !== "absent") host.windows.registry.set(host.windows.settingKey, name, value);
        const exportBefore = await host.exportRegistry();
        cases.set(`${state}-${word}`, { start: value, number, host, exportBefore });
      }
    }
    project = await PulumiProject.create({ files: programOf(restorable) });
  });

  after(async () => {
    await project?.dispose();
    for (const { host } of cases.values()) await host.stop();
  });

  it("each goes to the wanted value, and no other value or key is touched", async () => {
    await succeeded(project.up());
    for (const [name, { host, start, number, exportBefore }] of casesOf(restorable)) {
      const already = number === 0 && start.type === "absent";
      const expected = already ? start : { type: "REG_DWORD", data: String(number) };
      assert.deepEqual(host.windows.setting, expected, name);
      assert.equal(others(await host.exportRegistry()), others(exportBefore), name);
      assert.equal(host.sshd.connections, 1, `${name}: one connection`);
      assert.ok(host.windows.commands.length <= 4, `${name}: ${host.windows.commands.length} round trips`);
    }
  });

  it("a refresh sees no drift and writes nothing, and the next up changes nothing and asks no host", async () => {
    const before = await Promise.all(casesOf(restorable).map(([, { host }]) => host.exportRegistry()));
    await succeeded(project.refresh());
    const after = await Promise.all(casesOf(restorable).map(([, { host }]) => host.exportRegistry()));
    assert.deepEqual(after, before);
    const up = await succeeded(project.up());
    assert.deepEqual(changesOf(up), { same: restorable.length * 3 + 1 });
    for (const [name, { host }] of casesOf(restorable))
      assert.equal(host.sshd.connections, 2, `${name}: one for the first up, one for the refresh`);
  });

  it("what could not be put back is refused before anything is touched", async () => {
    project.write(programOf(["injection"]));
    const up = await project.up({
      args: ["--continue-on-error", "--target-dependents", "--target", "**injection**"],
    });
    assert.notEqual(up.exitCode, 0);
    const text = up.output + up.errorOutput;
    for (const [name, { host, exportBefore }] of casesOf(["injection"])) {
      assert.ok(text.includes("NOT_RESTORABLE"), text);
      assert.equal(await host.exportRegistry(), exportBefore, name);
      assert.equal(host.windows.registry.get("HKLM\\SYSTEM\\Injected", "Ran").type, "absent", name);
    }
  });

  it("destroy puts back each value and type exactly", async () => {
    await succeeded(project.destroy());
    for (const [name, { host, exportBefore }] of casesOf(restorable))
      assert.equal(withoutMarker(await host.exportRegistry()), withoutMarker(exportBefore), name);
  });

  function casesOf(states: readonly string[]): [string, Case][] {
    return [...cases].filter(([name]) => states.includes(name.split("-")[0] ?? ""));
  }

  function programOf(states: readonly string[]) {
    return declaredProgram(
      Object.fromEntries(
        casesOf(states).map(([name, { host }]) => {
          const args = { connection: host.connection, behindNat: name.split("-")[1] };
          return [name, { kind: "NatTraversalSetting" as const, args }];
        }),
      ),
    );
  }
});

/** An export without the setting and its marker: what no run may touch. */
function others(exported: string): string {
  return withoutMarker(exported)
    .split("\n")
    .filter((line) => !line.toLowerCase().includes(otherCase))
    .join("\n");
}

function withoutMarker(exported: string): string {
  return exported
    .split("\n")
    .filter((line) => !line.includes("AssumeUDPEncapsulationMarker"))
    .join("\n");
}
