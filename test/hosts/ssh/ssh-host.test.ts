import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import type { ServerChannel } from "ssh2";
import { UnreachableError, UnsupportedShellError } from "../../../provider/errors";
import { shellDetectionLine } from "../../../provider/hosts/shell-detection";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";
import { assertTiesCommands } from "../tied-command";
import { SshLab } from "./ssh-lab";
import { echo, isProbe, reply } from "./ssh-test-server";

const cmdAnswer = "Windows_NT+$PSHOME\r\n";

describe("an SSH host", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  /** A server whose commands other than the probe are answered by hand. */
  async function answering(answer: (channel: ServerChannel, line: string) => void) {
    return lab.start({
      execute: (line, channel) => (isProbe(line) ? reply(channel, cmdAnswer) : answer(channel, line)),
    });
  }

  it("probes the shell once, then runs commands over one connection, without terminal or environment", async () => {
    const server = await lab.start();
    const host = lab.open(server.connection());
    const results = await Promise.all([host.run("one"), host.run((shell) => `${shell}: two`)]);
    assert.deepEqual(results, [
      { exitCode: 0, output: "one\r\n", errorOutput: "" },
      { exitCode: 0, output: "cmd: two\r\n", errorOutput: "" },
    ]);
    assert.deepEqual(server.commands, [shellDetectionLine, "one", "cmd: two"]);
    assert.equal(server.connections, 1);
    assert.deepEqual(server.requests, []);
    assert.equal(host.name, "127.0.0.1");
  });

  it("sends a command that is tied to a connection over that one, or not at all", async () => {
    const server = await lab.start();
    await assertTiesCommands(lab.open(server.connection()));
    assert.deepEqual(
      server.commands.filter((line) => !isProbe(line)),
      ["echo one", "echo two", "echo four", "echo six"],
    );
  });

  it("opens no connection before the first command", async () => {
    const server = await lab.start();
    lab.open(server.connection());
    const other = lab.open(server.connection());
    await other.run("x");
    assert.equal(server.connections, 1);
  });

  it("runs commands one after another, in the order they were asked for", async () => {
    let running = 0;
    let most = 0;
    const server = await answering((channel, line) => {
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => {
        running -= 1;
        reply(channel, line);
      });
    });
    const host = lab.open(server.connection());
    const lines = ["a", "b", "c", "d", "e"];
    const results = await Promise.all(lines.map((line) => host.run(line)));
    assert.deepEqual(
      results.map((result) => result.output),
      lines,
    );
    assert.equal(most, 1);
  });

  it("passes on exit codes of 32 bits, and both outputs byte by byte", async () => {
    const codes = [0, 1, 1190, 0x7fffffff, 0xc000013a, 0xffffffff];
    const server = await answering((channel, line) => reply(channel, "\x84\xff\r\n", Number(line), "\xe9"));
    const host = lab.open(server.connection());
    for (const code of codes) {
      const result = await host.run(String(code));
      assert.deepEqual(result, { exitCode: code, output: "\x84\xff\r\n", errorOutput: "\xe9" });
    }
  });

  it("waits for all output, however much there is", async () => {
    const much = "0123456789abcde\n".repeat(200_000);
    const server = await answering((channel, line) =>
      line === "errors" ? reply(channel, "", 3, much.slice(0, 300_000)) : reply(channel, much),
    );
    const host = lab.open(server.connection());
    const large = (line: string) => Object.assign(() => line, { mostBytes: much.length });
    assert.equal((await host.run(large("output"))).output, much);
    assert.equal((await host.run(large("errors"))).errorOutput, much.slice(0, 300_000));
  });

  const improper: Record<string, [(channel: ServerChannel) => void, RegExp]> = {
    "a signal": [
      (channel) => {
        channel.write("all is well");
        channel.exit("KILL");
        channel.end();
      },
      /ended by a signal \(SIGKILL\)/,
    ],
    "no exit code": [
      (channel) => {
        channel.write("all is well");
        channel.end();
      },
      /without an exit code/,
    ],
  };
  for (const [name, [answer, message]] of Object.entries(improper)) {
    it(`counts an end with ${name} as a failure, and reconnects afterwards`, async () => {
      const server = await answering((channel, line) =>
        line === "bad" ? answer(channel) : echo(line, channel),
      );
      const host = lab.open(server.connection());
      await assert.rejects(host.run("bad"), (error) => {
        assert.ok(error instanceof UnreachableError && error.commandMayHaveRun);
        assert.match(error.message, message);
        return true;
      });
      assert.equal((await host.run("good")).output, "good\r\n");
    });
  }

  it("reports a host that refuses channels or commands", async () => {
    const noChannel = await lab.start({ acceptsSessions: "reject" });
    await assert.rejects(lab.open(noChannel.connection()).run("x"), {
      code: "UNREACHABLE",
      phase: "opening a channel",
      commandMayHaveRun: false,
    });
    const noExec = await lab.start({ acceptsExec: "reject" });
    await assert.rejects(lab.open(noExec.connection()).run("x"), {
      code: "UNREACHABLE",
      phase: "starting the command",
    });
  });

  it("renders a line for PowerShell where that is the shell", async () => {
    const server = await lab.start({
      execute: (line, channel) =>
        isProbe(line) ? reply(channel, "%OS%+C:\\Program Files\\PowerShell\\7\r\n") : echo(line, channel),
    });
    const host = lab.open(server.connection());
    assert.equal((await host.run((shell) => `for ${shell}`)).output, "for powershell\r\n");
  });

  it("reports an unsupported shell, remembers it, and ends the connection", async () => {
    const server = await lab.start({
      execute: (_line, channel) => reply(channel, "%OS%+\n"),
    });
    const host = lab.open(server.connection());
    for (let round = 0; round < 2; round++) {
      await assert.rejects(host.run("x"), (error) => {
        assert.ok(error instanceof UnsupportedShellError);
        assert.match(error.message, /it is a POSIX shell such as bash .*DefaultShell/);
        return true;
      });
    }
    assert.deepEqual(server.commands, [shellDetectionLine]);
    await until(() => server.sockets.size === 0);
  });

  it("asks again where the probe had no answer, as on a host that is going down", async () => {
    let probes = 0;
    const server = await lab.start({
      execute: (line, channel) =>
        isProbe(line) && ++probes === 1 ? reply(channel, "", 0) : echo(line, channel),
    });
    const host = lab.open(server.connection(), stillClock);
    await assert.rejects(host.run("x"), { code: "UNSUPPORTED_SHELL" });
    assert.equal((await host.run("x")).output, "x\r\n");
  });
});
