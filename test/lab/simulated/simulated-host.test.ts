import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type EventEmitter, once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { createConnection } from "node:net";
import { dirname } from "node:path";
import ssh2, { type Client, type ConnectConfig } from "ssh2";
import { absent, dword } from "../../../provider/windows/registry-value";
import { type SimulatedHost, type SimulatedHostOptions, startSimulatedHost } from "./simulated-host";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const name = "AssumeUDPEncapsulationContextOnSendRule";

describe("a simulated host over SSH", () => {
  const hosts: SimulatedHost[] = [];
  const clients: Client[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    for (const host of hosts.splice(0)) await host.stop();
  });

  async function start(options?: SimulatedHostOptions): Promise<SimulatedHost> {
    const host = await startSimulatedHost(options);
    hosts.push(host);
    return host;
  }

  async function connect(host: SimulatedHost, config: ConnectConfig = {}): Promise<Client> {
    const client = new ssh2.Client();
    clients.push(client);
    client.on("error", () => {});
    const { host: address, port, user, password } = host.connection;
    const credential = config.privateKey === undefined ? { password } : {};
    client.connect({ host: address, port, username: user, ...credential, ...config });
    await once(client, "ready");
    return client;
  }

  /** Holds if none of these events comes while another host was connected to and answered a command. */
  async function assertNothingMore(emitter: EventEmitter, ...events: readonly string[]): Promise<void> {
    const seen: string[] = [];
    for (const event of events) emitter.on(event, () => seen.push(event));
    await exec(await connect(await start()), "echo a");
    assert.deepEqual(seen, []);
  }

  it("goes from absent to 2 and back", async () => {
    const host = await start();
    const client = await connect(host);
    const before = await host.exportRegistry();
    assert.equal((await exec(client, `reg query "${key}" -v ${name}`)).exitCode, 1);
    const added = await exec(client, `reg add "${key}" -v ${name} -t REG_DWORD -d 2 -f`);
    assert.deepEqual(added, { exitCode: 0, output: "The operation completed successfully.\r\n", errors: "" });
    assert.deepEqual(host.windows.setting, dword(2));
    const read = await exec(client, `reg query "${key}" -v ${name}`);
    const fullKey = key.replace("HKLM", "HKEY_LOCAL_MACHINE");
    assert.equal(read.output, `\r\n${fullKey}\r\n    ${name}    REG_DWORD    0x2\r\n\r\n`);
    assert.equal((await exec(client, `reg delete "${key}" -v ${name} -f`)).exitCode, 0);
    assert.deepEqual(host.windows.setting, absent);
    assert.equal(await host.exportRegistry(), before);
    assert.equal(host.sshd.connections, 1);
    assert.equal(host.windows.commands.length, 4);
  });

  it("lets a private key in, and no other password", async () => {
    const host = await start();
    await connect(host, { privateKey: host.privateKey });
    await assert.rejects(connect(host, { password: "wrong" }), /authentication/i);
    assert.equal(host.sshd.refusedLogins, 1);
  });

  it("goes away for a restart, and comes back settled with an empty hardware hive", async () => {
    const host = await start({ hostSecondsPerSecond: 100, power: { bootSeconds: 20, settleSeconds: 1 } });
    const client = await connect(host);
    const note = 'reg add "HKLM\\HARDWARE\\DESCRIPTION\\System" -v Note -t REG_SZ -d x -f';
    assert.equal((await exec(client, note)).exitCode, 0);
    const closed = new Promise((resolve) => client.once("close", () => resolve(undefined)));
    assert.equal((await exec(client, "shutdown -r -f -t 10 -d p:2:4")).exitCode, 0);
    await closed;
    await assert.rejects(connect(host));
    if (host.boots === 0) await host.windows.power.nextBoot();
    const again = await connect(host);
    assert.equal((await exec(again, 'reg query "HKLM\\HARDWARE\\DESCRIPTION\\System" -v Note')).exitCode, 1);
  });

  it("passes exit codes on in full, and output and errors apart", async () => {
    const host = await start();
    const client = await connect(host);
    assert.equal((await exec(client, "shutdown -a")).exitCode, 1116);
    const both = await exec(client, "nope & echo said");
    assert.equal(both.output, "said\r\n");
    assert.match(both.errors, /^'nope' is not recognized/);
  });

  it("runs two hosts that are different machines", async () => {
    const [one, other] = [await start(), await start()];
    assert.notEqual(one.connection.hostKey, other.connection.hostKey);
    assert.notEqual(one.connection.port, other.connection.port);
    assert.notEqual(one.windows.computerName, other.windows.computerName);
    await one.byAnotherHand(`reg add "${key}" -v ${name} -t REG_DWORD -d 1 -f`);
    assert.deepEqual([one.windows.setting, other.windows.setting], [dword(1), absent]);
  });

  it("answers the shell probe as PowerShell and as bash, and does nothing else", async () => {
    for (const [shell, answer] of [
      ["powershell", "%OS%+C:\\Windows\\System32\\WindowsPowerShell\\v1.0\r\n"],
      ["bash", "%OS%+\r\n"],
    ] as const) {
      const client = await connect(await start({ shell }));
      assert.equal((await exec(client, "echo %OS%+$PSHOME")).output, answer);
      assert.notEqual((await exec(client, `reg query "${key}"`)).exitCode, 0);
    }
  });

  it("shows another host key after a reinstallation", async () => {
    const host = await start();
    const before = host.sshd.hostKeyFingerprint;
    host.sshd.changeHostKey();
    const seen: Buffer[] = [];
    await connect(host, { hostVerifier: (blob: Buffer) => seen.push(blob) > 0 });
    const shown = `SHA256:${createHash("sha256")
      .update(seen[0] ?? "")
      .digest("base64")
      .replace(/=+$/, "")}`;
    assert.equal(shown, host.sshd.hostKeyFingerprint);
    assert.notEqual(shown, before);
  });

  it("refuses everybody, if told", async () => {
    const host = await start();
    host.sshd.refuseAuthentication = true;
    await assert.rejects(connect(host), /authentication/i);
  });

  for (const when of ["before", "during", "after"] as const) {
    it(`cuts the connection ${when} delivery`, async () => {
      const host = await start();
      host.windows.faults.add({ when: /reg add/, effect: { kind: "cut", when } });
      const client = await connect(host);
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
      const host = await start();
      host.sshd.silence = silence;
      const socket = createConnection(host.connection.port, "127.0.0.1");
      await once(socket, "connect");
      if (silence === "afterBanner")
        assert.match(String(await once(socket, "data")), /^SSH-2\.0-OpenSSH_for_Win/);
      socket.write("SSH-2.0-test\r\n");
      await assertNothingMore(socket, "data", "close");
      socket.destroy();
    });
  }

  it("falls silent: afterAuthentication", async () => {
    const host = await start();
    host.sshd.silence = "afterAuthentication";
    const client = await connect(host);
    const started = exec(client, "echo a");
    started.catch(() => {});
    await assertNothingMore(client, "close");
    assert.deepEqual(host.windows.commands, []);
  });

  for (const silence of ["beforeExecReply", "afterExec", "afterHalfTheOutput"] as const) {
    it(`falls silent: ${silence}`, async () => {
      const host = await start();
      host.sshd.silence = silence;
      const client = await connect(host);
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
      await assertNothingMore(client, "close");
      assert.equal(accepted, silence !== "beforeExecReply");
      assert.equal(output, silence === "afterHalfTheOutput" ? "half of" : "");
    });
  }

  it("stays connected and dumb when a machine goes down silently", async () => {
    const host = await start({ power: { connections: "silent", bootSeconds: 60 } });
    const client = await connect(host);
    host.windows.power.crash();
    exec(client, "echo a").catch(() => {});
    await assertNothingMore(client, "close");
    assert.deepEqual(host.windows.commands, []);
  });

  it("writes a key file only its owner can read, and takes it along", async () => {
    const host = await start({ writePrivateKeyFile: true });
    const file = host.privateKeyFile ?? "";
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await host.stop();
    assert.equal(existsSync(dirname(file)), false);
  });
});

async function exec(client: Client, command: string) {
  return await new Promise<{ exitCode: number; output: string; errors: string }>((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let [output, errors, exitCode] = ["", "", -1];
      channel.on("data", (data: Buffer) => {
        output += data.toString("latin1");
      });
      channel.stderr.on("data", (data: Buffer) => {
        errors += data.toString("latin1");
      });
      channel.on("exit", (code: number) => {
        exitCode = code;
      });
      channel.on("close", () => resolve({ exitCode, output, errors }));
      return undefined;
    });
  });
}
