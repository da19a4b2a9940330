import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection } from "node:net";
import { absent, dword } from "../../../provider/windows/registry-value";
import { exec, SshLab } from "./ssh-lab";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const name = "AssumeUDPEncapsulationContextOnSendRule";

describe("faults of a simulated SSH server", () => {
  const lab = new SshLab();

  afterEach(() => lab.stop());

  for (const when of ["before", "during", "after"] as const) {
    it(`cuts the connection ${when} delivery`, async () => {
      const host = await lab.start();
      host.windows.faults.add({ when: /reg add/, effect: { kind: "cut", when } });
      const client = await lab.connect(host);
      const closed = new Promise((resolve) => client.once("close", () => resolve(undefined)));
      const result = exec(client, `reg add "${key}" -v ${name} -t REG_DWORD -d 2 -f`);
      await closed;
      assert.deepEqual(host.windows.setting, when === "before" ? absent : dword(2));
      if (when === "after") {
        const { exitCode, output } = await result;
        assert.deepEqual([exitCode, output], [-1, "The operation completed successfully.\r\n"]);
      }
    });
  }

  for (const silence of ["afterAccept", "afterBanner"] as const) {
    it(`falls silent: ${silence}`, async () => {
      const host = await lab.start();
      host.sshd.silence = silence;
      const socket = createConnection(host.connection.port, "127.0.0.1");
      await once(socket, "connect");
      if (silence === "afterBanner")
        assert.match(String(await once(socket, "data")), /^SSH-2\.0-OpenSSH_for_Win/);
      socket.write("SSH-2.0-test\r\n");
      await lab.assertNothingMore(socket, "data", "close");
      socket.destroy();
    });
  }

  it("falls silent: afterAuthentication", async () => {
    const host = await lab.start();
    host.sshd.silence = "afterAuthentication";
    const client = await lab.connect(host);
    const started = exec(client, "echo a");
    started.catch(() => {});
    await lab.assertNothingMore(client, "close");
    assert.deepEqual(host.windows.commands, []);
  });

  for (const silence of ["beforeExecReply", "afterExec", "afterHalfTheOutput"] as const) {
    it(`falls silent: ${silence}`, async () => {
      const host = await lab.start();
      host.sshd.silence = silence;
      const client = await lab.connect(host);
      let output = "";
      let accepted = false;
      client.exec("echo half of this", (error, channel) => {
        if (error) return;
        accepted = true;
        channel.on("data", (data: Buffer) => {
          output += data;
        });
        channel.on("close", () => {
          output += "closed";
        });
      });
      await lab.assertNothingMore(client, "close");
      assert.equal(accepted, silence !== "beforeExecReply");
      assert.equal(output, silence === "afterHalfTheOutput" ? "half of" : "");
    });
  }

  it("stays connected and dumb when a machine goes down silently", async () => {
    const host = await lab.start({ power: { connections: "silent", bootSeconds: 60 } });
    const client = await lab.connect(host);
    host.windows.power.crash();
    exec(client, "echo a").catch(() => {});
    await lab.assertNothingMore(client, "close");
    assert.deepEqual(host.windows.commands, []);
  });
});
