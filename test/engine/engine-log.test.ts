import assert from "node:assert/strict";
import type { EngineLink, EngineMessage } from "../../provider/engine/engine-link";
import { EngineLog } from "../../provider/engine/engine-log";
import { ManualClock } from "../support/manual-clock";

const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/windows-ipsec:Reboot::vpn";
const otherUrn = `${urn}2`;
const address = "127.0.0.1:4711";

describe("EngineLog", () => {
  it("opens one link, at the first message, and delivers in order", async () => {
    const { log, sent, opened, lines } = setUp(async (_message, turn) => {
      if (turn === 0) await new Promise((resolve) => setImmediate(resolve));
    });
    assert.deepEqual(opened, []);
    log.say(warning("one"));
    log.say(warning("two"));
    await log.flushed(urn);
    assert.deepEqual(opened, [address]);
    assert.deepEqual(textsOf(sent), ["one", "two"]);
    assert.deepEqual(lines, []);
  });

  it("keeps a message once for each resource", async () => {
    const { log, sent } = setUp(async () => {});
    for (const _twice of [1, 2]) {
      log.say(warning("look"));
      log.say({ ...warning("look"), urn: otherUrn });
    }
    await log.flushed(urn);
    await log.flushed(otherUrn);
    assert.deepEqual(textsOf(sent), ["look", "look"]);
  });

  it("lets no resource wait until another's message is delivered", async () => {
    const { log, sent } = setUp((message) =>
      message.urn === urn ? new Promise<void>(() => {}) : Promise.resolve(),
    );
    log.say(warning("never delivered"));
    log.say({ ...warning("delivered"), urn: otherUrn });
    await log.flushed(otherUrn);
    assert.deepEqual(textsOf(sent), ["never delivered", "delivered"]);
  });

  describe("progress", () => {
    it("is not sent for work that is done within a second", async () => {
      const { log, sent, clock } = setUp(async () => {});
      log.say(progress("reading"));
      await clock.advance(999);
      log.say(progress("writing"));
      await log.flushed(urn);
      assert.equal(clock.pending, 0, "nothing is left that would keep the process alive");
      await clock.advance(5_000);
      assert.deepEqual(textsOf(sent), []);
    });

    it("is sent line by line, in order, of work that lasts longer", async () => {
      const { log, sent, clock } = setUp(async () => {});
      log.say(progress("reading"));
      await clock.advance(500);
      log.say(progress("restart required"));
      await clock.advance(499);
      assert.deepEqual(textsOf(sent), []);
      await clock.advance(1);
      assert.deepEqual(textsOf(sent), ["reading", "restart required"]);
      log.say(progress("waiting"));
      log.say(progress("proven"));
      await log.flushed(urn);
      assert.deepEqual(textsOf(sent), ["reading", "restart required", "waiting", "proven"]);
      assert.ok(sent.every(({ ephemeral }) => ephemeral));
    });

    it("of one resource is neither held back nor dropped by what becomes of another", async () => {
      const { log, sent, clock } = setUp(async () => {});
      log.say(progress("waiting"));
      log.say({ ...progress("reading"), urn: otherUrn });
      await log.flushed(otherUrn);
      await clock.advance(1_000);
      assert.deepEqual(textsOf(sent), ["waiting"]);
    });

    it("never holds back or replaces what is kept", async () => {
      const { log, sent, clock } = setUp(async () => {});
      log.say(progress("reading"));
      log.say(warning("look"));
      log.say({ ...warning("said"), severity: "info" });
      log.say(progress("writing"));
      await log.flushed(urn);
      await clock.advance(5_000);
      assert.deepEqual(textsOf(sent), ["look", "said"]);
    });

    it("lets what an update will do pass at once, as often as it is said", async () => {
      const { log, sent } = setUp(async () => {});
      log.say(progress("reading"));
      for (const _twice of [1, 2]) log.sayAtOnce({ ...progress("2 will be written"), ephemeral: true });
      await log.flushed(urn);
      assert.deepEqual(textsOf(sent), ["2 will be written", "2 will be written"]);
    });

    it("of a resource that was worked on before is held back again", async () => {
      const { log, sent, clock } = setUp(async () => {});
      log.say(progress("slow"));
      await clock.advance(1_000);
      await log.flushed(urn);
      log.say(progress("quick"));
      await log.flushed(urn);
      log.say(progress("slow again"));
      await clock.advance(1_000);
      assert.deepEqual(textsOf(sent), ["slow", "slow again"]);
    });
  });

  it("writes to the console from the first message on that the engine does not take, and loses none", async () => {
    const { log, sent, opened, lines } = setUp(async (_message, turn) => {
      if (turn === 1) throw new Error("14 UNAVAILABLE");
    });
    log.say(warning("one"));
    log.say(warning("two"));
    await log.flushed(urn);
    log.say({ ...warning("three"), severity: "info", urn: undefined });
    await log.flushed(undefined);
    assert.deepEqual(opened, [address]);
    assert.equal(sent.length, 2);
    assert.deepEqual(lines, ["error warning: vpn: two", "log three"]);
  });

  it("writes to the console if the stubs are not there", async () => {
    const lines: string[] = [];
    const clock = new ManualClock();
    const log = new EngineLog(address, clock, consoleTo(lines), () => {
      throw new Error("Cannot find module");
    });
    log.say(progress("one"));
    await clock.advance(1_000);
    assert.deepEqual(lines, ["log vpn: one"]);
  });

  for (const wrong of [undefined, "", "test/**/*.test.ts", "--grep", "host:port"]) {
    it(`takes ${JSON.stringify(wrong)} for no engine`, async () => {
      const { log, opened, lines } = setUp(async () => {}, wrong);
      log.say(warning("one"));
      await log.flushed(urn);
      assert.deepEqual(opened, []);
      assert.deepEqual(lines, ["error warning: vpn: one"]);
    });
  }

  it("survives a console that throws", async () => {
    const log = new EngineLog(undefined, new ManualClock(), {
      log: () => assert.fail("broken pipe"),
      error: () => assert.fail("broken pipe"),
    });
    log.say({ ...warning("one"), severity: "info" });
    log.say(warning("two"));
    await log.flushed(urn);
  });

  it("ends the link when it is closed, and goes on by the console", async () => {
    const { log, lines, closed, clock } = setUp(async () => {});
    log.say(warning("one"));
    await log.flushed(urn);
    log.say(progress("held"));
    log.close();
    assert.equal(clock.pending, 0);
    log.say(warning("two"));
    await log.flushed(urn);
    assert.equal(closed.length, 1);
    assert.deepEqual(lines, ["error warning: vpn: two"]);
  });
});

function setUp(
  send: (message: EngineMessage, turn: number) => Promise<void>,
  ...at: [address?: string | undefined]
) {
  const sent: EngineMessage[] = [];
  const opened: string[] = [];
  const closed: string[] = [];
  const lines: string[] = [];
  const clock = new ManualClock();
  const open = (where: string): EngineLink => {
    opened.push(where);
    return {
      send: (message) => send(message, sent.push(message) - 1),
      close: () => closed.push(where),
    };
  };
  return {
    log: new EngineLog(at.length === 0 ? address : at[0], clock, consoleTo(lines), open),
    clock,
    sent,
    opened,
    closed,
    lines,
  };
}

function textsOf(messages: readonly EngineMessage[]): string[] {
  return messages.map(({ text }) => text);
}

function consoleTo(lines: string[]) {
  return {
    log: (line: string) => lines.push(`log ${line}`),
    error: (line: string) => lines.push(`error ${line}`),
  };
}

function progress(text: string): EngineMessage {
  return { severity: "info", text, urn, ephemeral: true };
}

function warning(text: string): EngineMessage {
  return { severity: "warning", text, urn, ephemeral: false };
}
