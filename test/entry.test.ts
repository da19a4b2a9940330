import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { systemClock } from "../provider/clock";
import { createProvider } from "../provider/entry";
import { type SimulatedHost, startSimulatedHost } from "./lab/simulated/simulated-host";

const urn = "urn:pulumi:stack::project::windows-ipsec:index:NatTraversalSetting::any";

describe("createProvider", () => {
  let host: SimulatedHost;
  const { log, error } = console;
  const lines: string[] = [];

  before(async () => {
    host = await startSimulatedHost();
  });

  after(() => host.stop());

  beforeEach(() => {
    lines.length = 0;
    Object.assign(console, {
      log: (line: string) => lines.push(line),
      error: (line: string) => lines.push(line),
    });
  });

  afterEach(() => {
    Object.assign(console, { log, error });
  });

  it("serves a face that hands over the URN, with nothing hidden in what goes in or out", async () => {
    const { provider } = setUp();
    const inputs = { connection: host.connection, behindNat: "both" };
    assert.deepEqual(await provider.setting.check({ urn }, {}, inputs), { failures: [] });
    const { id, outs } = await provider.setting.create({ urn }, inputs);
    assert.deepEqual(
      Object.keys(outs).filter((name) => name.startsWith("__")),
      ["__stateVersion"],
    );
    assert.deepEqual(await provider.setting.diff({ urn }, id, outs, inputs), { changes: false });
    assert.deepEqual((await provider.setting.read({ urn }, id, outs)).inputs, inputs);
    await provider.setting.delete({ urn }, id, outs);
    assert.ok(
      lines.some((line) => line.startsWith("any: ")),
      "the log knows the URN",
    );
  });

  it("waits for an interrupt of the given process once there is a connection, and then closes it", async () => {
    const { provider, target } = setUp();
    const inputs = { connection: host.connection, behindNat: "both" };
    await provider.setting.check({ urn }, {}, inputs);
    assert.equal(target.listenerCount("SIGINT"), 0);
    await provider.setting.create({ urn }, inputs);
    assert.equal(target.listenerCount("SIGINT"), 1);
    const exited = new Promise((resolve) => target.once("exit", resolve));
    target.emit("SIGINT");
    assert.equal(await exited, 0);
  });

  it("reads secrets from the given environment", async () => {
    const { provider } = setUp({ VPN_PASSWORD: host.connection.password });
    const connection = { ...host.connection, password: { env: "VPN_PASSWORD" } };
    const { outs } = await provider.setting.create({ urn }, { connection, behindNat: "both" });
    assert.deepEqual(outs.connection, connection);
  });

  it("leaves nothing of a secret that the environment holds in what it says of a host", async () => {
    const { provider } = setUp({ VPN_PASSWORD: "c4nary-word" });
    const connection = { ...host.connection, user: "c4nary-word", password: { env: "VPN_PASSWORD" } };
    await assert.rejects(
      provider.setting.create({ urn }, { connection, behindNat: "both" }),
      /AUTHENTICATION: could not log in as \[secret\] on /,
    );
  });

  it("shares nothing between two providers", async () => {
    const inputs = { connection: host.connection, behindNat: "both" };
    for (const name of ["one", "other"]) {
      const { failures } = await setUp().provider.setting.check({ urn: `${urn}-${name}` }, {}, inputs);
      assert.deepEqual(failures, []);
    }
  });
});

class Target extends EventEmitter {
  readonly stdout = new EventEmitter();
  readonly stderr = new EventEmitter();

  exit(code: number): void {
    this.emit("exit", code);
  }
}

function setUp(environment: Record<string, string> = {}) {
  const target = new Target();
  const provider = createProvider({
    engineAddress: undefined,
    clock: systemClock,
    environment,
    process: target,
  });
  return { provider, target };
}
