import assert from "node:assert/strict";
import type { ServerChannel } from "ssh2";
import { type Clock, systemClock } from "../../provider/clock";
import { defaultTimeouts } from "../../provider/hosts/connection";
import type { Host } from "../../provider/hosts/host";
import { HostPool } from "../../provider/hosts/host-pool";
import { askForObservation } from "../../provider/nat-traversal/observation";
import type { Command } from "../../provider/windows/command-line";
import { ask } from "../../provider/windows/fact";
import { largestAnswerOf, mostBytesOfAll } from "../../provider/windows/largest-answer";
import { plainLine } from "../lab/simulated/plain-line";
import { processorClock } from "../support/processor-clock";
import { SshLab, textOnly } from "./ssh/ssh-lab";
import { reply } from "./ssh/ssh-test-server";
import { WinrmLab } from "./winrm/winrm-lab";

const parts = ["<Event ", "<Provider ", "    ", "HKEY_LOCAL_MACHINE\\", "\r", "\0", "x\r\n", "<{%", '"'];
/** All that answer at length do so at once. */
const manyHosts = 8;

describe("a host that answers to be read for long", () => {
  const lab = new SshLab();
  const winrm: WinrmLab[] = [];
  afterEach(async () => {
    await lab.end();
    for (const each of winrm.splice(0)) await each.stop();
  });

  function newPool(clock: Clock = systemClock): HostPool {
    const pool = new HostPool(clock, textOnly);
    lab.atEnd(() => pool.closeAll());
    return pool;
  }

  /** Runs commands of one second of this process on an honest host for as long as the others are at work. */
  async function assertUndisturbed<T>(attack: () => Promise<T>[]): Promise<T[]> {
    const honest = await lab.start();
    const neighbour = newPool(processorClock).connect(honest.connection(), {
      connectSeconds: 5,
      commandSeconds: 1,
    });
    await neighbour.run("dir");
    let isOver = false;
    const attacked = Promise.all(attack()).finally(() => {
      isOver = true;
    });
    do assert.equal((await neighbour.run("dir")).output, "dir\r\n");
    while (!isOver);
    return attacked;
  }

  const observe = (host: Host) => ask(host, askForObservation({ host: "vpn01" }));

  for (const part of parts) {
    it(`costs no honest host beside it a command of one second: ${JSON.stringify(part)}`, async () => {
      const hostile = await lab.start({ execute: (line, channel) => answerAtLength(part, line, channel) });
      const pool = newPool();
      const [observed] = await assertUndisturbed(() => [
        observe(pool.connect(hostile.connection(), defaultTimeouts)),
      ]);
      assert.equal(observed?.read, false);
    });
  }

  it(`costs no honest host a command of one second where ${manyHosts} of them answer at once`, async () => {
    const answer = (line: string, channel: ServerChannel) => answerAtLength("x\r\n", line, channel);
    const hostile = await Promise.all(
      Array.from({ length: manyHosts }, () => lab.start({ execute: answer })),
    );
    const pool = newPool();
    const hosts = hostile.map((server) => pool.connect(server.connection(), defaultTimeouts));
    for (const { read } of await assertUndisturbed(() => hosts.map(observe))) assert.equal(read, false);
  });

  it("costs no honest host a command of one second where WinRM hosts send many elements again and again", async () => {
    for (let nth = 0; nth < manyHosts; nth++) winrm.push(await WinrmLab.start());
    const elements = "<a/>".repeat(3_900);
    for (const { winrm: service } of winrm) {
      const change = (soap: string) =>
        soap.replace(/<rsp:CommandState .*<\/rsp:CommandState>/, "").replace("<s:Header>", `$&${elements}`);
      service.faults.add({ leg: "receive", times: 1_000, effect: { kind: "soap", change } });
    }
    const pool = newPool();
    const runs = () =>
      winrm.map((each) =>
        pool
          .connect(each.secured, { connectSeconds: 20, commandSeconds: 3 })
          .run("echo a")
          .then(
            () => "it ended",
            (error: { code?: string }) => error.code,
          ),
      );
    const ends = await assertUndisturbed(runs);
    assert.deepEqual(new Set(ends), new Set(["UNREACHABLE"]));
  });
});

/** As much as a host can say to a line without being cut off, in its frame. */
function answerAtLength(part: string, line: string, channel: ServerChannel): void {
  if (line.includes("%OS%")) {
    reply(channel, "Windows_NT+$PSHOME+\r\n");
    return;
  }
  const [, nonce = ""] = /^echo (\w+)\^\.begin/.exec(line) ?? [];
  const commands = plainLine(line).split(" & ") as Command[];
  const most = commands.map((command) => largestAnswerOf(command) - 2);
  const all = most.reduce((sum, each) => sum + each, 0);
  const room = (mostBytesOfAll(commands) - 40 * commands.length) / all;
  const marks = most.map((bytes, at) => {
    const much = part.repeat(Math.floor((bytes * Math.min(1, room)) / part.length));
    return `${much}\r\n${nonce}.${at}y\r\n`;
  });
  reply(channel, `${nonce}.begin\r\n${marks.join("")}`);
}
