import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "../../provider/clock";
import type { Connection } from "../../provider/hosts/connect";
import type { CommandResult } from "../../provider/hosts/host";
import { type LifecycleContext, newRunRecord } from "../../provider/resources/context";
import { unknownSentinel } from "../../provider/validation/schema";
import { absent, dword } from "../../provider/windows/registry-value";
import { findProgram } from "../lab/find-program";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { newFolder } from "../support/run-folder";

const root = resolve(__dirname, "..", "..");
const patch = join(root, "test", "cases", "dummy-transport", "add-dummy-transport.diff");

/** A program that is right, and others that the compiler must find wrong, each on one line. */
const program = `import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, NatTraversal } from "./index";

const machine = pulumi.output("one");
new NatTraversal("right", { connection: { transport: "dummy", machine }, behindNat: "both" });
// @ts-expect-error the machine is missing
new NatTraversal("wrong", { connection: { transport: "dummy" }, behindNat: "both" });

function connect(connection: ConnectionArgs): NatTraversal {
  return new NatTraversal("x", { connection, behindNat: "both" });
}
const ssh = { transport: "ssh", host: "h", user: "u", password: "x", hostKey: "k" } as const;
const winrm = { transport: "winrm", host: "h", user: "u", password: "x" } as const;
connect(ssh);
connect(winrm);
connect({ transport: "powershell", host: "h" });
// @ts-expect-error a property of the new transport over SSH
connect({ transport: "ssh", host: "h", user: "u", password: "x", hostKey: "k", machine: "typo" });
// @ts-expect-error the same by a spread
connect({ ...ssh, machine: "typo" });
const typo = { ...ssh, machine: "typo" } as const;
// @ts-expect-error the same in a variable, which no check for unknown properties looks at
connect(typo);
// @ts-expect-error a property of the new transport over SSH with an agent
connect({ transport: "ssh", host: "h", user: "u", agent: true, hostKey: "k", machine });
// @ts-expect-error a property of the new transport over WinRM
connect({ ...winrm, machine: "typo" });
// @ts-expect-error a property of the new transport through PowerShell
connect({ transport: "powershell", machine: "typo" });
// @ts-expect-error a property of another transport
connect({ transport: "dummy", machine, hostKey: "k" });
// @ts-expect-error a transport that is known only later
connect({ transport: pulumi.output("dummy" as const), machine });
`;

/** As a program writes it; the types of this tree know nothing of it. */
function toMachine(machine: string): Connection {
  return { transport: "dummy", machine } as unknown as Connection;
}

describe("the recipe of CONTRIBUTING for a new transport", function () {
  this.timeout(120_000);
  const windows = new SimulatedWindows({ clock: systemClock });
  let copy: string;

  before(function () {
    if (!findProgram(["git"]) && process.env.CI !== "true") {
      console.log("      skipped: git is missing");
      this.skip();
    }
    copy = newFolder("dummy-transport");
    for (const part of ["sdk", "provider", "tsconfig.json", "package.json"])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
    git("apply", patch);
  });

  after(() => windows.power.stop());

  it("adds a transport with one new file, and one line in each of two others", () => {
    const changes = git("apply", "--numstat", patch)
      .trim()
      .split("\n")
      .map((line) => line.split("\t"));
    const lines = readFileSync(join(copy, "provider", "hosts", "dummy.ts"), "utf8").split("\n").length - 1;
    assert.deepEqual(changes, [
      [String(lines), "0", "provider/hosts/dummy.ts"],
      ["1", "0", "provider/hosts/transports.ts"],
      ["1", "0", "sdk/connection-args.ts"],
    ]);
    const created = git("apply", "--summary", patch).trim();
    assert.equal(created, "create mode 100644 provider/hosts/dummy.ts");
  });

  it("makes the new transport's property required in it, and a compile error in every other transport", () => {
    writeFileSync(join(copy, "sdk", "program.ts"), program);
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    try {
      execFileSync(process.execPath, [tsc, "-p", copy, "--noEmit"], { encoding: "utf8" });
    } catch (fault) {
      assert.fail(String((fault as { stdout?: unknown }).stdout));
    }
  });

  it("has the form of the new transport's connections checked, and gives each known address one owner", () => {
    const { checkSetting } =
      load<typeof import("../../provider/resources/setting/check")>("resources/setting/check");
    const { claimAddress } = load<typeof import("../../provider/resources/ownership")>("resources/ownership");
    const faultsOf = (connection: object) =>
      checkSetting({}, { connection, behindNat: "both" }).map(({ reason }) => reason);
    assert.deepEqual(faultsOf(toMachine("one")), []);
    assert.deepEqual(faultsOf({ transport: "dummy", machin: "one" }), [
      "connection.machine is required",
      'connection.machin is not a known option; did you mean "machine"?',
    ]);
    const { run } = context();
    assert.equal(claimAddress(run, "setting", toMachine("one"), "urn:a"), undefined);
    assert.match(claimAddress(run, "setting", toMachine("one"), "urn:b")?.reason ?? "", /leads to one:1/);
    for (const urn of ["urn:c", "urn:d"])
      assert.equal(claimAddress(run, "setting", toMachine(unknownSentinel), urn), undefined);
  });

  it("brings a setting through create, refresh and destroy over the new transport", async () => {
    const { createSetting } = load<typeof import("../../provider/resources/setting/create-and-update")>(
      "resources/setting/create-and-update",
    );
    const { readSetting } =
      load<typeof import("../../provider/resources/setting/read")>("resources/setting/read");
    const { deleteSetting } =
      load<typeof import("../../provider/resources/setting/delete")>("resources/setting/delete");
    const { machines } = load<{ machines: Map<string, (line: string) => Promise<CommandResult>> }>(
      "hosts/dummy",
    );
    machines.set("one", (line) => windows.execute(line));
    const inputs = { connection: toMachine("one"), behindNat: "both" as const };
    const { id, outs } = await createSetting(context(), inputs);
    assert.equal(outs.host, "one");
    assert.deepEqual(windows.setting, dword(2));
    windows.setting = dword(1);
    const { props, inputs: shown } = await readSetting(context(), id, outs);
    assert.equal(shown.behindNat, "server");
    windows.setting = dword(2);
    await deleteSetting(context(), id, props);
    assert.deepEqual(windows.setting, absent);
    await assert.rejects(
      createSetting(context(), { ...inputs, connection: toMachine("two") }),
      /UNREACHABLE: could not run a command on two: there is no such machine/,
    );
  });

  /** The context of a run of its own. */
  function context(): LifecycleContext {
    const { HostPool } = load<typeof import("../../provider/hosts/host-pool")>("hosts/host-pool");
    const pool = new HostPool(systemClock, (_property, source) => String(source));
    return {
      urn: "urn:pulumi:dev::test::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::s",
      clock: systemClock,
      run: newRunRecord(),
      log: { progress: () => {}, info: () => {}, warning: () => {} },
      newChangeId: () => "change",
      connect: async (connection, timeouts) => pool.connect(connection, timeouts),
    };
  }

  /** A module of the copy. */
  function load<Module>(path: string): Module {
    return require(join(copy, "provider", path)) as Module;
  }

  function git(...args: string[]): string {
    return execFileSync("git", args, { cwd: copy, encoding: "utf8" });
  }
});
