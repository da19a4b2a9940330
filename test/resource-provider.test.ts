import assert from "node:assert/strict";
import { pause } from "../provider/clock";
import type { Connection } from "../provider/hosts/connect";
import { defaultTimeouts } from "../provider/hosts/connection";
import type { Host } from "../provider/hosts/host";
import { call, canary, connection, inputs, setUp, urn } from "./resource-methods";

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
});
