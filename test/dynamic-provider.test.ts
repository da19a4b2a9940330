import assert from "node:assert/strict";
import * as entry from "../provider/dynamic-provider";
import type { Properties } from "../provider/engine/plain-json";
import type { Call, ResourceMethods } from "../provider/resource-provider";
import { type SimulatedHost, startSimulatedHost } from "./lab/simulated/simulated-host";

const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/natT:NatT::entry-test";

describe("the package's ./provider", () => {
  let host: SimulatedHost;
  let inputs: Properties;
  /** What went to the console, since these tests run without an engine. */
  const lines: string[] = [];
  const { log, error } = console;
  let listeners: NodeJS.SignalsListener[];

  before(async () => {
    host = await startSimulatedHost();
    listeners = process.listeners("SIGINT") as NodeJS.SignalsListener[];
    inputs = { connection: host.connection, behindNat: "both", __urn: urn, __provider: "text" };
  });

  after(async () => {
    await host.stop();
  });

  beforeEach(() => {
    lines.length = 0;
    console.log = (line: string) => lines.push(line);
    console.error = (line: string) => lines.push(line);
  });

  afterEach(() => {
    Object.assign(console, { log, error });
  });

  it("waits for no interrupt before there is a connection to close", async () => {
    assert.deepEqual(await entry.setting.check({}, inputs), { failures: [] });
    assert.deepEqual(process.listeners("SIGINT"), listeners);
  });

  it("lives through a setting's life by one connection", async () => {
    const { id, outs } = await entry.setting.create(inputs);
    assert.equal(outs.status, "rebootPending");
    assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" });
    assert.deepEqual(await entry.setting.diff(id, outs, inputs), { changes: false });
    const read = await entry.setting.read(id, outs);
    assert.equal(read.id, id);
    assert.deepEqual(read.inputs, inputs);
    const changed = { ...inputs, behindNat: "server" };
    assert.deepEqual(await entry.setting.diff(id, read.props, changed), { changes: true });
    const updated = await entry.setting.update(id, read.props, changed);
    assert.notEqual(updated.outs.changeId, outs.changeId);
    assert.equal(host.sshd.connections, 1);
    assert.ok(lines.some((line) => /^(warning: )?entry-test: /.test(line)));
    const late = process
      .listeners("SIGINT")
      .filter((listener) => !listeners.includes(listener as NodeJS.SignalsListener));
    assert.equal(late.length, 1);
    for (const listener of late) process.off("SIGINT", listener as NodeJS.SignalsListener);
  });

  it("shows no secret where a log-in is refused, and none that was read from a variable", async () => {
    const canary = 'wr0ng-"p\\ss%w0rd';
    process.env.ENTRY_TEST_PASSWORD = canary;
    try {
      for (const password of [canary, { env: "ENTRY_TEST_PASSWORD" }]) {
        const wrong = { ...inputs, connection: { ...host.connection, password } };
        await assert.rejects(entry.setting.create(wrong), (thrown: Error) => {
          assert.match(thrown.message, /^AUTHENTICATION: /);
          assert.equal(thrown.stack, "");
          assert.ok(!thrown.message.includes(canary));
          return true;
        });
      }
    } finally {
      delete process.env.ENTRY_TEST_PASSWORD;
    }
    assert.ok(!lines.join("\n").includes(canary));
  });

  it("reports every fault of bad inputs, without their values", async () => {
    const { failures } = await entry.setting.check(
      {},
      { ...inputs, behindNat: 3, connection: { ...host.connection, port: 0, pasword: "s3cret-by-mistake" } },
    );
    assert.equal(failures.length, 3);
    assert.ok(failures.every(({ property }) => property === ""));
    assert.ok(!JSON.stringify(failures).includes("s3cret-by-mistake"));
  });

  it("refuses a second owner of a host", async () => {
    const { failures } = await entry.setting.check({}, { ...inputs, __urn: `${urn}-2` });
    assert.equal(failures.length, 1);
    assert.ok(failures[0]?.reason.includes(`${urn}-2`));
  });
});

describe("the dynamic face", () => {
  const hidden = { __urn: urn, __provider: "text" };

  it("answers for both resources with the six methods that stored texts call", () => {
    for (const resource of [entry.setting, entry.reboot])
      assert.deepEqual(Object.keys(resource), ["check", "diff", "create", "read", "update", "delete"]);
  });

  it("gives the URN as an argument, and no hidden property of its own", async () => {
    const calls: unknown[][] = [];
    const face = entry.dynamicMethods(recording(calls));
    const [olds, news] = [
      { a: 1, ...hidden, __urn: "old", __stateVersion: 1 },
      { a: 2, ...hidden },
    ];
    await face.check(olds, news);
    await face.diff("id", olds, news);
    await face.create(news);
    await face.read("id", olds);
    await face.update("id", olds, news);
    await face.delete("id", olds);
    const [old, wanted, now, before] = [{ a: 1, __stateVersion: 1 }, { a: 2 }, { urn }, { urn: "old" }];
    assert.deepEqual(calls, [
      [now, old, wanted],
      [now, "id", old, wanted],
      [now, wanted],
      [before, "id", old],
      [now, "id", old, wanted],
      [before, "id", old],
    ]);
  });

  it("says of a call that a dependency failed, and keeps that out of inputs and state", async () => {
    const calls: unknown[][] = [];
    const face = entry.dynamicMethods(recording(calls));
    const news = { a: 2, ...hidden, __dependencyFailed: true };
    await face.check({}, news);
    await face.diff("id", {}, news);
    assert.deepEqual(await face.create(news), { id: "id", outs: { b: 1, ...hidden } });
    const call = { urn, dependencyFailed: true };
    assert.deepEqual(calls, [
      [call, {}, { a: 2 }],
      [call, "id", {}, { a: 2 }],
      [call, { a: 2 }],
    ]);
  });

  it("lays the hidden properties over everything that goes back into the state", async () => {
    const face = entry.dynamicMethods(recording([]));
    const given = { a: 1, ...hidden };
    assert.deepEqual(await face.create(given), { id: "id", outs: { b: 1, ...hidden } });
    assert.deepEqual(await face.update("id", {}, given), { outs: { b: 1, ...hidden } });
    assert.deepEqual(await face.read("id", given), {
      id: "id",
      props: { b: 1, ...hidden },
      inputs: { a: 1, ...hidden },
    });
    assert.deepEqual(await face.create({ a: 1 }), { id: "id", outs: { b: 1 } });
  });

  it("lays them over the state that an error carries, and leaves other errors alone", async () => {
    const partial = Object.assign(new Error("half"), { id: "id", properties: { b: 1 }, reasons: ["half"] });
    const methods = recording([]);
    const failing = (error: Error) => ({ ...methods, update: () => Promise.reject(error) });
    const face = entry.dynamicMethods(failing(partial));
    await assert.rejects(face.update("id", { a: 0, __urn: "old" }, { a: 1, ...hidden }), (thrown) => {
      assert.equal(thrown, partial);
      assert.deepEqual(Reflect.get(partial, "properties"), { b: 1, ...hidden });
      return true;
    });
    const other = new Error("other");
    await assert.rejects(entry.dynamicMethods(failing(other)).update("id", {}, hidden), (thrown) => {
      assert.equal(thrown, other);
      assert.deepEqual(Object.keys(other), []);
      return true;
    });
  });
});

/** Methods of a resource that note their arguments. */
function recording(calls: unknown[][]): ResourceMethods {
  const note = (...args: [Call, ...unknown[]]): void => void calls.push(args);
  return {
    check: async (...args) => {
      note(...args);
      return { failures: [] };
    },
    diff: async (...args) => {
      note(...args);
      return { changes: false };
    },
    create: async (...args) => {
      note(...args);
      return { id: "id", outs: { b: 1 } };
    },
    read: async (...args) => {
      note(...args);
      return { id: "id", props: { b: 1 }, inputs: { a: 1 } };
    },
    update: async (...args) => {
      note(...args);
      return { outs: { b: 1 } };
    },
    delete: async (...args) => note(...args),
  };
}
