import assert from "node:assert/strict";
import { pause } from "../provider/clock";
import type { EngineMessage } from "../provider/engine/engine-link";
import { EngineLog } from "../provider/engine/engine-log";
import type { Properties } from "../provider/engine/plain-json";
import { UnreachableError } from "../provider/errors";
import type { Connection } from "../provider/hosts/connect";
import { defaultTimeouts } from "../provider/hosts/connection";
import type { Host } from "../provider/hosts/host";
import { type Dependencies, type Lifecycle, resourceMethods } from "../provider/resource-provider";
import { type LifecycleContext, newRunRecord, PartialFailureError } from "../provider/resources/context";
import { ManualClock } from "./support/manual-clock";

const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::vpn";
const canary = "c4n4ry-password";
const connection = { transport: "ssh", host: "VPN01", user: "admin", password: canary, hostKey: "SHA256:x" };
const inputs = { connection, behindNat: "both" };
const call = { urn };

describe("a lifecycle behind the SDK's methods", () => {
  describe("check", () => {
    it("reports every failure, redacted, and without a property, whose value would be printed", async () => {
      const { methods } = setUp({
        check: () => [
          { property: "connection", reason: `connection.port must be a number; it is ${canary}` },
          { property: "behindNat", reason: "behindNat is wrong" },
        ],
      });
      assert.deepEqual(await methods.check(call, {}, inputs), {
        failures: [
          { property: "", reason: "connection.port must be a number; it is [secret]" },
          { property: "", reason: "behindNat is wrong" },
        ],
      });
    });

    it("refuses a second owner of an address, by its URN, once", async () => {
      const { methods } = setUp({});
      assert.deepEqual(await methods.check(call, {}, inputs), { failures: [] });
      assert.deepEqual(await methods.check(call, {}, inputs), { failures: [] });
      const other = { ...inputs, connection: { ...connection, host: "vpn01", port: 22 } };
      const { failures } = await methods.check({ urn: `${urn}2` }, {}, other);
      assert.equal(failures.length, 1);
      assert.ok(failures[0]?.reason.includes(urn) && failures[0].reason.includes(`${urn}2`));
      const elsewhere = { ...inputs, connection: { ...connection, port: 23 } };
      assert.deepEqual(await methods.check({ urn: `${urn}2` }, {}, elsewhere), { failures: [] });
    });

    it("takes two hosts that are not known yet for two", async () => {
      const { methods } = setUp({});
      const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
      for (const part of [{ ...connection, host: unknown }, { ...connection, port: unknown }, unknown]) {
        await methods.check(call, {}, { ...inputs, connection: part });
        const { failures } = await methods.check({ urn: `${urn}2` }, {}, { ...inputs, connection: part });
        assert.deepEqual(failures, []);
      }
    });
  });

  describe("inputs that lack what a failed resource should have brought", () => {
    const incomplete = { urn, dependencyFailed: true } as const;
    const { host: _, ...hostless } = connection;

    it("are not judged, whatever the form of what is there", async () => {
      const refuse = () => assert.fail("judged");
      const { methods, said } = setUp({ check: refuse, diff: refuse });
      const news = { connection: hostless, behindNat: "bth" };
      assert.deepEqual(await methods.check(incomplete, {}, news), { failures: [] });
      assert.deepEqual(await methods.diff(incomplete, "id", inputs, news), { changes: true });
      assert.deepEqual(said, []);
    });

    it("give no address to a resource that would stand in another's way", async () => {
      const { methods } = setUp({});
      const local = { connection: { transport: "powershell" }, behindNat: "both" };
      await methods.check(incomplete, {}, local);
      assert.deepEqual(await methods.check({ urn: `${urn}2` }, {}, local), { failures: [] });
    });

    it("leave a setting in state declared at the address that the state has", async () => {
      const noted: unknown[] = [];
      const { methods } = setUp({ noteDeclared: (...[, , , { connection }]) => noted.push(connection) });
      await methods.diff(incomplete, "id", inputs, { connection: hostless, behindNat: "both" });
      assert.deepEqual(noted, [connection]);
    });

    it("are refused by create and update, should the engine not skip them", async () => {
      const work = () => assert.fail("began");
      const { methods } = setUp({ create: work, update: work });
      await assert.rejects(methods.create(incomplete, {}), /INVALID_INPUT: .*a resource that failed/);
      await assert.rejects(methods.update(incomplete, "id", inputs, {}), /INVALID_INPUT: /);
    });
  });

  describe("diff", () => {
    it("answers false, and warns of what stays as it is", async () => {
      const { methods, said } = setUp({ diff: () => ({ changes: false, warnings: [`look at ${canary}`] }) });
      assert.deepEqual(await methods.diff(call, "id", inputs, inputs), { changes: false });
      assert.deepEqual(said, [{ severity: "warning", text: "look at [secret]", urn, ephemeral: false }]);
    });

    it("answers true, and says what an update will do in a line that the update replaces", async () => {
      const { methods, said } = setUp({ diff: () => ({ changes: true, warnings: [`look at ${canary}`] }) });
      assert.deepEqual(await methods.diff(call, "id", inputs, inputs), { changes: true });
      assert.deepEqual(said, [{ severity: "info", text: "look at [secret]", urn, ephemeral: true }]);
    });
  });

  describe("create, read, update and delete", () => {
    it("give plain outputs back, and say what they warn of once", async () => {
      const outs = {
        ...inputs,
        gone: undefined,
        when: new Date(0),
        statusReason: `not with ${canary}`,
        findings: [`${canary} is found`],
        pendingReasons: [`because of ${canary}`],
        previous: { type: "REG_SZ", data: canary },
        warnings: [`beware of ${canary}`],
      };
      const plain = {
        ...inputs,
        when: "1970-01-01T00:00:00.000Z",
        statusReason: "not with [secret]",
        findings: ["[secret] is found"],
        pendingReasons: ["because of [secret]"],
        previous: { type: "REG_SZ", data: canary },
        warnings: ["beware of [secret]"],
      };
      const { methods, said } = setUp({
        create: async () => ({ id: "id", outs }),
        read: async () => ({ id: "id", props: outs, inputs: { ...inputs, gone: undefined } }),
        update: async () => ({ outs }),
      });
      const created = await methods.create(call, inputs);
      assert.deepEqual(created, { id: "id", outs: plain });
      assert.ok(!("gone" in created.outs));
      assert.deepEqual(await methods.read(call, "id", plain), { id: "id", props: plain, inputs });
      assert.deepEqual(await methods.update(call, "id", plain, inputs), { outs: plain });
      assert.deepEqual(
        said.map(({ text }) => text),
        ["beware of [secret]"],
      );
    });

    it("hold the secrets that they are given, and those that are read for their hosts, until all is said", async () => {
      let inCreate: readonly string[] = [];
      const { methods, said, secrets } = setUp(
        {
          create: async (context) => {
            await context.connect(connection as unknown as Connection, defaultTimeouts);
            inCreate = [...secrets];
            context.log.info("read fr0m-a-file");
            return { id: "id", outs: {} };
          },
        },
        {
          connect: async (_connection, _timeouts, remember) => {
            remember("fr0m-a-file");
            return { name: "vpn01" } as Host;
          },
        },
      );
      await methods.create(call, inputs);
      assert.deepEqual(inCreate, [canary, "fr0m-a-file"]);
      assert.equal(said[0]?.text, "read [secret]");
      assert.equal(secrets.size, 0);
    });

    it("let go of the secrets of a call that fails, after its error was told", async () => {
      const { methods, secrets } = setUp({ create: () => Promise.reject(new Error(`not with ${canary}`)) });
      await assert.rejects(methods.create(call, inputs), { message: "not with [secret]" });
      assert.equal(secrets.size, 0);
    });

    it("work with the URN of the call, or none if it has no such form", async () => {
      const seen: (string | undefined)[] = [];
      const { methods } = setUp({
        update: async (context) => {
          seen.push(context.urn);
          return { outs: {} };
        },
      });
      await methods.update(call, "id", inputs, inputs);
      await methods.update({ urn: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, "id", inputs, inputs);
      await methods.update({ urn: undefined }, "id", inputs, inputs);
      assert.deepEqual(seen, [urn, undefined, undefined]);
    });

    it("have said everything, redacted, before they answer", async () => {
      const { methods, said, clock } = setUp({
        delete: async ({ log, clock }) => {
          log.progress(`trying ${canary}`);
          await pause(clock, 1_000);
          log.info("done");
        },
      });
      await clock.runUntilSettled(methods.delete(call, "id", inputs));
      assert.deepEqual(said, [
        { severity: "info", text: "trying [secret]", urn, ephemeral: true },
        { severity: "info", text: "done", urn, ephemeral: false },
      ]);
    });
  });

  describe("errors", () => {
    const failing: Record<string, (methods: ReturnType<typeof setUp>["methods"]) => Promise<unknown>> = {
      check: (methods) => methods.check(call, {}, inputs),
      diff: (methods) => methods.diff(call, "id", inputs, inputs),
      create: (methods) => methods.create(call, inputs),
      read: (methods) => methods.read(call, "id", inputs),
      update: (methods) => methods.update(call, "id", inputs, inputs),
      delete: (methods) => methods.delete(call, "id", inputs),
    };
    for (const [method, call] of Object.entries(failing)) {
      it(`leave ${method} redacted, without stack and cause`, async () => {
        const { methods } = setUp(alwaysThrowing(unreachable()));
        const error = await caught(call(methods));
        assert.ok(error.message.startsWith("UNREACHABLE: could not connect on VPN01: refused [secret]."));
        assert.equal(error.name, "UnreachableError");
        assert.equal(error.stack, "");
        assert.equal(error.cause, undefined);
        assert.deepEqual(Object.keys(error), ["name"]);
      });
    }

    it("keep their stack and that of the cause, redacted, under the debug variable", async () => {
      const { methods } = setUp(alwaysThrowing(unreachable()), { debug: true });
      const error = await caught(methods.create(call, inputs));
      assert.match(String(error.stack), /UnreachableError.*\n(.*\n)*caused by Error: socket \[secret\]\n/);
      assert.ok(!String(error.stack).includes(canary));
    });

    it("are errors even if something else was thrown", async () => {
      const { methods } = setUp(alwaysThrowing(`only a text with ${canary}`));
      assert.equal((await caught(methods.create(call, inputs))).message, "only a text with [secret]");
    });

    it("of work that was begun keep the inputs and what was done, in plain form", async () => {
      const thrown = new PartialFailureError(
        "0123456789abcdef",
        { applied: { type: "REG_DWORD", data: "2" }, registryValue: undefined, statusReason: `no ${canary}` },
        [`could not go on with ${canary}`, "and more"],
      );
      for (const method of ["create", "update"]) {
        const { methods } = setUp(alwaysThrowing(thrown));
        const error = await caught(failing[method]?.(methods) ?? Promise.resolve());
        assert.equal(Reflect.get(error, "id"), "0123456789abcdef");
        const properties: Properties = Reflect.get(error, "properties");
        assert.deepEqual(properties, {
          ...inputs,
          applied: { type: "REG_DWORD", data: "2" },
          statusReason: "no [secret]",
        });
        assert.ok(!("registryValue" in properties));
        assert.deepEqual(Reflect.get(error, "reasons"), ["could not go on with [secret]", "and more"]);
        assert.equal(error.message, "could not go on with [secret]; and more");
        assert.equal(error.stack, "");
      }
    });

    it("of unfinished work have a reason even if none was given", async () => {
      const { methods } = setUp(alwaysThrowing(new PartialFailureError("id", {}, [])));
      const reasons: string[] = Reflect.get(await caught(methods.create(call, inputs)), "reasons");
      assert.equal(reasons.length, 1);
      assert.ok(reasons[0] !== "");
    });
  });
});

function setUp(
  lifecycle: Partial<Lifecycle<Properties, Properties>>,
  { connect = () => assert.fail("nothing to connect to"), debug = false }: Partial<Dependencies> = {},
) {
  const said: EngineMessage[] = [];
  const clock = new ManualClock();
  const log = new EngineLog("127.0.0.1:1", clock, console, () => ({
    send: async (message) => {
      await new Promise((resolve) => setImmediate(resolve));
      said.push(message);
    },
    close: () => {},
  }));
  const secrets = new Set<string>();
  const dependencies: Dependencies = {
    clock,
    log,
    run: newRunRecord(),
    connect,
    newChangeId: () => "c1",
    holdSecret: (secret) => {
      secrets.add(secret);
      return () => secrets.delete(secret);
    },
    redact: (text) => [...secrets].reduce((left, secret) => left.replaceAll(secret, "[secret]"), text),
    debug,
  };
  const unused = () => assert.fail("not part of this test");
  const methods = resourceMethods(
    {
      type: "NatTraversalSetting",
      check: () => [],
      diff: unused,
      create: unused,
      read: unused,
      update: unused,
      delete: unused,
      ...lifecycle,
    },
    dependencies,
  );
  return { methods, said, clock, secrets };
}

function unreachable(): UnreachableError {
  return new UnreachableError({
    operation: "connect",
    host: "VPN01",
    problem: `refused ${canary}`,
    hint: "Look.",
    phase: "connect",
    commandMayHaveRun: false,
    cause: new Error(`socket ${canary}`),
  });
}

function alwaysThrowing(thrown: unknown): Lifecycle<Properties, Properties> {
  const fail = (_context?: LifecycleContext | unknown): never => {
    throw thrown;
  };
  return { type: "x", check: fail, diff: fail, create: fail, read: fail, update: fail, delete: fail };
}

async function caught(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  assert.fail("nothing was thrown");
}
