import assert from "node:assert/strict";
import type { ServerChannel } from "ssh2";
import { systemClock } from "../../provider/clock";
import { defaultTimeouts } from "../../provider/hosts/connection";
import { HostPool } from "../../provider/hosts/host-pool";
import { askForObservation } from "../../provider/nat-traversal/observation";
import { ask } from "../../provider/windows/fact";
import { SshLab, textOnly } from "./ssh/ssh-lab";
import { reply } from "./ssh/ssh-test-server";

const parts = ["<Event ", "<Provider ", "    ", "HKEY_LOCAL_MACHINE\\", "\r", "\0", "x\r\n", "<{%", '"'];

describe("a host that answers to be read for long", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  for (const part of parts) {
    it(`costs no honest host beside it a command of one second: ${JSON.stringify(part)}`, async () => {
      const honest = await lab.start();
      const hostile = await lab.start({ execute: (line, channel) => answerAtLength(part, line, channel) });
      const pool = new HostPool(systemClock, textOnly);
      lab.atEnd(() => pool.closeAll());
      let isOver = false;
      const attacked = ask(
        pool.connect(hostile.connection(), defaultTimeouts),
        askForObservation({ host: "vpn01" }),
      ).finally(() => {
        isOver = true;
      });
      const neighbour = pool.connect(honest.connection(), { connectSeconds: 5, commandSeconds: 1 });
      do assert.equal((await neighbour.run("dir")).output, "dir\r\n");
      while (!isOver);
      assert.equal((await attacked).read, false);
    });
  }
});

/** As much as a host can say to a line without being cut off, in its frame. */
function answerAtLength(part: string, line: string, channel: ServerChannel): void {
  if (line.includes("%OS%")) {
    reply(channel, "Windows_NT+$PSHOME+\r\n");
    return;
  }
  const [, nonce = ""] = /^echo (\w+)\^\.begin/.exec(line) ?? [];
  const count = line.match(/\^\.\d+y/g)?.length ?? 0;
  const much = part.repeat(Math.ceil((3.5 * 1024 * 1024) / count / part.length));
  const marks = Array.from({ length: count }, (_, at) => `${much}\r\n${nonce}.${at}y\r\n`);
  reply(channel, `${nonce}.begin\r\n${marks.join("")}`);
}
