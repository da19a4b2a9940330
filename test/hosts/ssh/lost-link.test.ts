import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import type { ServerChannel } from "ssh2";
import { UnreachableError } from "../../../provider/errors";
import { shellDetectionLine } from "../../../provider/hosts/shell-detection";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { SshLab } from "./ssh-lab";
import { isProbe, reply } from "./ssh-test-server";

const cmdAnswer = "Windows_NT+$PSHOME\r\n";

describe("an SSH host whose link is lost, or ended", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  /** A server whose commands other than the probe are answered by hand. */
  async function answering(answer: (channel: ServerChannel, line: string) => void) {
    return lab.start({
      execute: (line, channel) => (isProbe(line) ? reply(channel, cmdAnswer) : answer(channel, line)),
    });
  }

  it("discards half an output before a broken link, and asks over the next connection again which shell answers", async () => {
    const server = await answering((channel, line) => {
      if (line !== "cut") return reply(channel, line);
      channel.write("HKEY_LOCAL_MACH", () => server.drop());
    });
    const host = lab.open(server.connection());
    await assert.rejects(host.run("cut"), {
      code: "UNREACHABLE",
      phase: "waiting for output",
      commandMayHaveRun: true,
    });
    assert.equal((await host.run("next")).output, "next");
    assert.equal(server.connections, 2);
    assert.deepEqual(server.commands, [shellDetectionLine, "cut", shellDetectionLine, "next"]);
  });

  it("does not accept an exit code without the end of the output", async () => {
    const server = await answering((channel) => {
      channel.write("half");
      channel.exit(0);
      setImmediate(() => server.drop());
    });
    await assert.rejects(lab.open(server.connection()).run("x"), {
      code: "UNREACHABLE",
      commandMayHaveRun: true,
    });
  });

  it("reconnects after a link that was lost while nothing ran", async () => {
    const server = await lab.start();
    const host = lab.open(server.connection());
    await host.run("one");
    server.drop();
    await until(() => server.sockets.size === 0);
    let output = "";
    while (output === "") {
      // The loss may only show at the next command; then it is certain that it has not run.
      output = await host.run("two").then(
        (result) => result.output,
        (error) => {
          assert.ok(error instanceof UnreachableError && !error.commandMayHaveRun);
          return "";
        },
      );
    }
    assert.equal(output, "two\r\n");
    assert.equal(server.connections, 2);
  });

  it("reports a connection that is refused, and tries again at the next command", async () => {
    const server = await lab.start();
    const connection = server.connection();
    await server.stop();
    const host = lab.open(connection);
    for (let round = 0; round < 2; round++) {
      await assert.rejects(host.run("x"), (error) => {
        assert.ok(error instanceof UnreachableError);
        assert.equal(error.phase, "connect");
        assert.equal(error.commandMayHaveRun, false);
        assert.match(error.message, /refused \(port \d+, phase: connect\)\. Check that sshd is running/);
        return true;
      });
    }
  });

  it("says goodbye at the end, and reconnects after it", async () => {
    const server = await lab.start();
    const clock = new ManualClock();
    const host = lab.open(server.connection(), clock);
    await host.disconnect();
    await host.run("one");
    await host.disconnect();
    assert.equal(clock.pending, 0, "a timer is left");
    await until(() => server.open.size === 0);
    assert.equal(server.endings, 1);
    assert.equal((await host.run("two")).exitCode, 0);
    assert.equal(server.connections, 2);
    await host.disconnect();
    await host.disconnect();
  });

  it("waits a second for the other side's goodbye, not longer", async () => {
    const server = await lab.start();
    const clock = new ManualClock();
    const host = lab.open(server.connection(), clock);
    await host.run("one");
    server.deafen();
    let over = false;
    const ending = host.disconnect().then(() => {
      over = true;
    });
    await until(() => clock.pending === 1);
    await clock.advance(999);
    assert.equal(over, false);
    await clock.advance(1);
    await ending;
    assert.equal(clock.pending, 0);
  });

  it("cuts a running command when disconnected, and cancels what waits behind it", async () => {
    const server = await answering(() => {});
    const host = lab.open(server.connection());
    const running = assert.rejects(host.run("forever"), { code: "UNREACHABLE", commandMayHaveRun: true });
    const waiting = assert.rejects(host.run("later"), {
      code: "UNREACHABLE",
      commandMayHaveRun: false,
      message:
        /Pulumi closed the connection before the command started .*\. Run the same command again\. See docs\/errors\.md#unreachable$/,
    });
    await until(() => server.commands.includes("forever"));
    await host.disconnect();
    await Promise.all([running, waiting]);
    assert.ok(!server.commands.includes("later"));
  });

  it("cuts a connection that is being opened when disconnected", async () => {
    const server = await lab.start({ authenticate: () => {} });
    const host = lab.open(server.connection());
    const run = assert.rejects(host.run("x"), {
      code: "UNREACHABLE",
      phase: "authentication",
      commandMayHaveRun: false,
    });
    await until(() => server.logins.length === 1);
    await host.disconnect();
    await run;
  });

  it("survives garbage in the middle of a connection", async () => {
    const server = await answering(() => {
      for (const socket of server.sockets) socket.write("\r\n".repeat(5000));
    });
    const host = lab.open(server.connection());
    await assert.rejects(host.run("x"), { code: "PROTOCOL" });
    await assert.rejects(host.run("y"), { code: "PROTOCOL" });
    assert.equal(server.connections, 2);
  });

  it("notices by keepalives that the other side is gone", async () => {
    const server = await answering(() => server.deafen());
    const host = lab.open(server.connection({ keepaliveSeconds: 0.01 }));
    await assert.rejects(host.run("x"), /stopped answering keepalives/);
  });

  it("stops a command that writes without end", async () => {
    const server = await answering((channel) => {
      const block = Buffer.alloc(1024 * 1024, "y");
      const more = () => {
        while (channel.writable && channel.write(block));
      };
      channel.on("drain", more);
      more();
    });
    await assert.rejects(lab.open(server.connection()).run("x"), /wrote more than/);
  });
});
