import assert from "node:assert/strict";
import { once } from "node:events";
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
