import assert from "node:assert/strict";
import type { EngineLink, EngineMessage } from "../../provider/engine/engine-link";
import { EngineLog } from "../../provider/engine/engine-log";

const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/windows-ipsec:Reboot::vpn";
const address = "127.0.0.1:4711";

describe("EngineLog", () => {
  it("opens one link, at the first message, and delivers in order", async () => {
    const { log, sent, opened, lines } = setUp(async (_message, turn) => {
      if (turn === 0) await new Promise((resolve) => setImmediate(resolve));
    });
    assert.deepEqual(opened, []);
    log.say(progress("one"));
    log.say(progress("two"));
    await log.flushed();
    assert.deepEqual(opened, [address]);
    assert.deepEqual(
      sent.map(({ text }) => text),
      ["one", "two"],
    );
    assert.deepEqual(lines, []);
  });

  it("keeps a message once for each resource, and shows progress as often as it is said", async () => {
    const { log, sent } = setUp(async () => {});
    for (const _twice of [1, 2]) {
      log.say(warning("look"));
      log.say({ ...warning("look"), urn: `${urn}2` });
      log.say(progress("again"));
    }
    await log.flushed();
    assert.equal(sent.filter(({ text }) => text === "look").length, 2);
    assert.equal(sent.filter(({ text }) => text === "again").length, 2);
  });

  it("writes to the console from the first message on that the engine does not take, and loses none", async () => {
    const { log, sent, opened, lines } = setUp(async (_message, turn) => {
      if (turn === 1) throw new Error("14 UNAVAILABLE");
    });
    log.say(progress("one"));
    log.say(warning("two"));
    log.say({ ...progress("three"), urn: undefined });
    await log.flushed();
    assert.deepEqual(opened, [address]);
    assert.equal(sent.length, 2);
    assert.deepEqual(lines, ["error warning: vpn: two", "log three"]);
  });

  it("writes to the console if the stubs are not there", async () => {
    const lines: string[] = [];
    const log = new EngineLog(address, consoleTo(lines), () => {
      throw new Error("Cannot find module");
    });
    log.say(progress("one"));
    await log.flushed();
    assert.deepEqual(lines, ["log vpn: one"]);
  });

  for (const wrong of [undefined, "", "test/**/*.test.ts", "--grep", "host:port"]) {
    it(`takes ${JSON.stringify(wrong)} for no engine`, async () => {
      const { log, opened, lines } = setUp(async () => {}, wrong);
      log.say(progress("one"));
      await log.flushed();
      assert.deepEqual(opened, []);
      assert.deepEqual(lines, ["log vpn: one"]);
    });
  }

  it("survives a console that throws", async () => {
    const log = new EngineLog(undefined, {
      log: () => assert.fail("broken pipe"),
      error: () => assert.fail("broken pipe"),
    });
    log.say(progress("one"));
    log.say(warning("two"));
    await log.flushed();
  });

  it("ends the link when it is closed, and goes on by the console", async () => {
    const { log, lines, closed } = setUp(async () => {});
    log.say(progress("one"));
    await log.flushed();
    log.close();
    log.say(progress("two"));
    await log.flushed();
    assert.equal(closed.length, 1);
    assert.deepEqual(lines, ["log vpn: two"]);
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
  const open = (where: string): EngineLink => {
    opened.push(where);
    return {
      send: (message) => send(message, sent.push(message) - 1),
      close: () => closed.push(where),
    };
  };
  return {
    log: new EngineLog(at.length === 0 ? address : at[0], consoleTo(lines), open),
    sent,
    opened,
    closed,
    lines,
  };
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
