import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Session } from "./contract/session";

const program = join(__dirname, "../toolchain/lab.mjs");

describe("the lab command", function () {
  this.timeout(60_000);
  let child: ChildProcess | undefined;

  afterEach(() => child?.kill("SIGKILL"));

  it("starts as many hosts as asked, says how to reach each, and leaves nothing after Ctrl-C", async () => {
    const lab = spawn(process.execPath, [program, "2"], { stdio: ["ignore", "pipe", "inherit"] });
    child = lab;
    let said = "";
    for await (const text of lab.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
      said += text;
      if (said.includes("Ctrl-C stops")) break;
    }
    const keyFiles = [...said.matchAll(/-i "([^"]+)"/g)].map((match) => match[1] ?? "");
    const blocks = [
      ...said.matchAll(/port: (\d+), user: "(\w+)", password: "([^"]+)",\s+hostKey: "([^"]+)"/g),
    ];
    assert.deepEqual([keyFiles.length, blocks.length], [2, 2]);
    assert.ok(keyFiles.every((file) => existsSync(file)));
    for (const [, port, user = "", password = "", hostKey = ""] of blocks) {
      const address = { transport: "ssh", host: "127.0.0.1", port: Number(port) } as const;
      const session = await Session.open({ ...address, user, password, hostKey });
      assert.equal((await session.run("echo %OS%")).output, "Windows_NT\r\n");
      await session.close();
    }
    const ended = once(lab, "exit");
    lab.kill("SIGINT");
    assert.deepEqual(await ended, [0, null]);
    assert.ok(!keyFiles.some((file) => existsSync(file)));
  });

  it("refuses a count that is none", async () => {
    const lab = spawn(process.execPath, [program, "none"], { stdio: ["ignore", "ignore", "pipe"] });
    child = lab;
    let said = "";
    lab.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    assert.deepEqual(await once(lab, "close"), [1, null]);
    assert.match(said, /"none" is no number of hosts/);
  });
});
