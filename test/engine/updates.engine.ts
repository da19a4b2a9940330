import assert from "node:assert/strict";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { SimulatedSshd } from "../lab/simulated/simulated-sshd";
import { titles } from "../resources/scenarios/titles";
import { type Declared, declaredProgram, javaScriptProgram } from "./declared-program";
import { itRunsCells } from "./it-runs-cells";
import { PulumiProject } from "./pulumi-project";
import { changesOf, failed, succeeded, textOf } from "./run-outcome";

describe("updates on the real engine", function () {
  this.timeout(240_000);
  itRunsCells(__filename, "ssh+cmd", [titles.otherMachineOnUpdate, titles.oneAddress]);
  let options: SimulatedHost;
  let rotated: SimulatedHost;
  let exchanged: SimulatedHost;
  let newAccount: SimulatedSshd;
  let project: PulumiProject;

  before(async () => {
    options = await startSimulatedHost();
    rotated = await startSimulatedHost({ hostSecondsPerSecond: 50 });
    exchanged = await startSimulatedHost();
    newAccount = new SimulatedSshd(rotated.windows, { user: "Rotated", password: "a new one" });
    await newAccount.start();
    project = await PulumiProject.create({ files: declaredProgram(declared({})) });
    await succeeded(project.up());
    for (const host of [options, rotated, exchanged]) host.windows.commands.length = 0;
  });

  after(async () => {
    await project?.dispose();
    await newAccount?.stop();
    for (const host of [options, rotated, exchanged]) await host?.stop();
  });

  it("of options contact no host; of credentials write nothing, restart nothing, and serve the next destroy", async () => {
    const connections = options.sshd.connections;
    const before = await rotated.exportRegistry();
    const changed = { onDelete: "remove", timeouts: { commandSeconds: 30 } };
    project.write(declaredProgram(declared({ options: changed, rotate: true })));
    const up = await succeeded(project.up());
    assert.equal(changesOf(up)?.update, 3, "a setting, and the setting and the restart of the rotated host");
    assert.equal(options.sshd.connections, connections);
    assert.equal(await rotated.exportRegistry(), before, "not even the marker");
    assert.deepEqual(
      rotated.windows.commands.filter((line) => /reg add|shutdown/.test(line)),
      [],
    );
    assert.equal(rotated.boots, 1, "that of the create");
    await rotated.sshd.stop();
    await succeeded(project.destroy({ args: ["--target", "**::rotated", "--target-dependents"] }));
    assert.deepEqual(rotated.windows.setting, { type: "absent" });
    assert.equal(rotated.boots, 1);
  });

  it("are refused where another machine answers, before anything is written", async () => {
    const other = await startSimulatedHost();
    try {
      const before = await other.exportRegistry();
      project.write(declaredProgram(declared({ gone: true, machine: other })));
      await failed(project.up(), /DIFFERENT_MACHINE/);
      assert.equal(await other.exportRegistry(), before);
      await succeeded(project.destroy({ args: ["--target", "**::exchanged"] }));
      assert.deepEqual(exchanged.windows.setting, { type: "absent" }, "what was ours is put back");
    } finally {
      await other.stop();
    }
  });

  it("cannot give one setting two owners", async () => {
    const args = { connection: options.connection, behindNat: "both" };
    const twice: Record<string, Declared> = {
      options: { kind: "NatTraversalSetting", args },
      again: {
        kind: "NatTraversalSetting",
        args: { ...args, connection: { ...options.connection, user: "other" } },
      },
    };
    project.write(declaredProgram(twice));
    const up = await failed(project.up(), /a setting has one owner/);
    assert.match(textOf(up), /::options[\s\S]*::again/);
  });

  it("can be previewed with unknown values at any depth", async () => {
    const { host, port, user, password, hostKey } = options.connection;
    const known = { transport: "ssh", host, port, user, password, hostKey };
    const unknowns: Record<string, string> = {
      whole: `{ connection: later(${JSON.stringify(known)}), behindNat: "both" }`,
      leaf: `{ connection: { ...${JSON.stringify({ ...known, port: port + 1 })}, host: later("x"), password: pulumi.secret(later("y")) }, behindNat: "both" }`,
      key: `{ connection: { ...${JSON.stringify({ ...known, host: "another" })}, hostKey: { file: later("known_hosts") } }, behindNat: "server" }`,
      value: `{ connection: ${JSON.stringify({ ...known, host: "third" })}, behindNat: later(2), timeouts: { connectSeconds: later(5) } }`,
      options: `{ connection: ${JSON.stringify({ ...known, host: "fourth" })}, behindNat: 1, onUnreachable: later({}), backup: { hostDirectory: later("C:/b") } }`,
    };
    const lines = Object.entries(unknowns).map(
      ([name, args]) =>
        `new ipsec.NatTraversal(${JSON.stringify(`unknown-${name}`)}, { ...${args}, reboot: { when: "ifRequired", warningSeconds: later(60) } });`,
    );
    project.write(
      javaScriptProgram(`const pulumi = require("@pulumi/pulumi");
const ipsec = require("pulumi-windows-ipsec");
class Later extends pulumi.dynamic.Resource {
  constructor(name) {
    super({ async create() { return { id: "later", outs: { value: 1 } }; } }, name, { value: undefined });
  }
}
const source = new Later("later");
const later = (value) => source.value.apply(() => value);
${lines.join("\n")}
`),
    );
    const preview = await succeeded(project.preview());
    assert.equal(changesOf(preview)?.create, 1 + 3 * lines.length);
    assert.match(preview.output, /behindNat\s*: \[unknown\]/);
  });

  function declared(change: {
    readonly options?: object;
    readonly rotate?: boolean;
    readonly gone?: boolean;
    readonly machine?: SimulatedHost;
  }): Record<string, Declared> {
    const login = {
      user: "Rotated",
      password: "a new one",
      port: newAccount.port,
      hostKey: newAccount.hostKeyFingerprint,
    };
    const connection = { ...rotated.connection, ...(change.rotate === true ? login : {}) };
    const reboot = { when: "ifRequired", warningSeconds: 5 };
    const both = { behindNat: "both" };
    return {
      options: { args: { connection: options.connection, ...both, ...change.options } },
      exchanged: { args: { connection: (change.machine ?? exchanged).connection, ...both } },
      ...(change.gone === true ? {} : { rotated: { args: { connection, ...both, reboot } } }),
    };
  }
});
