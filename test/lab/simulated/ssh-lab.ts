import assert from "node:assert/strict";
import { type EventEmitter, once } from "node:events";
import ssh2, { type Client, type ConnectConfig } from "ssh2";
import { type SimulatedHost, type SimulatedHostOptions, startSimulatedHost } from "./simulated-host";

/** The simulated hosts of one test and SSH clients to them, made without any of the provider's code. */
export class SshLab {
  private hosts: SimulatedHost[] = [];
  private clients: Client[] = [];

  async start(options?: SimulatedHostOptions): Promise<SimulatedHost> {
    const host = await startSimulatedHost(options);
    this.hosts.push(host);
    return host;
  }

  /** Connects with the password, or as `config` says; rejects if that fails. */
  async connect(host: SimulatedHost, config: ConnectConfig = {}): Promise<Client> {
    const client = new ssh2.Client();
    this.clients.push(client);
    client.on("error", () => {});
    // Small packets that wait for an acknowledgement cost every command some 40 ms.
    client.on("connect", () => client.setNoDelay(true));
    const { host: address, port, user, password } = host.connection;
    const credential = config.privateKey === undefined ? { password } : {};
    client.connect({ host: address, port, username: user, ...credential, ...config });
    await once(client, "ready");
    return client;
  }

  /** Holds if none of these events comes while another host was connected to and answered a command. */
  async assertNothingMore(emitter: EventEmitter, ...events: readonly string[]): Promise<void> {
    const seen: string[] = [];
    for (const event of events) emitter.on(event, () => seen.push(event));
    await exec(await this.connect(await this.start()), "echo a");
    assert.deepEqual(seen, []);
  }

  /** Ends every client and every host. */
  async stop(): Promise<void> {
    for (const client of this.clients.splice(0)) client.destroy();
    for (const host of this.hosts.splice(0)) await host.stop();
  }
}

/** Runs a command; the exit code is -1 if none came. */
export async function exec(client: Client, command: string) {
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
