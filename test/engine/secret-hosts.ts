import { type AddressInfo, createServer, type Server } from "node:net";
import { SshTestServer } from "../hosts/ssh/ssh-test-server";
import {
  type SimulatedHost,
  type SimulatedHostOptions,
  startSimulatedHost,
} from "../lab/simulated/simulated-host";
import type { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { canary, canaryKey } from "../support/canaries";
import type { SecretShape, SecretUser } from "./secret-program";

/** How many seconds of a host's warning pass in one real second. */
const hostSecondsPerSecond = 20;

/** What a resource that fails is made of, beside its secret. */
export interface FailingHost {
  /** What the host is told to be. */
  readonly host?: SimulatedHostOptions;
  /** What is done to it before anything connects. */
  readonly prepare?: (host: SimulatedHost) => void;
  /** What the program says differently. */
  readonly connection?: object;
  readonly args?: object;
  /** What comes in place of a password that the host accepts. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly shape?: SecretShape;
}

/** Simulated hosts whose secrets are canaries, and the resources that use them. */
export class SecretHosts {
  readonly hosts = new Map<string, SimulatedHost>();
  readonly users: Record<string, SecretUser> = {};
  private readonly servers: Server[] = [];
  private readonly jumpHosts: SshTestServer[] = [];

  /** A host that is logged in to with a password. */
  async withPassword(name: string, shape: SecretShape, args: object = {}): Promise<void> {
    const password = canary(name);
    const host = await this.start(name, { password });
    this.users[name] = { connection: address(host), secrets: { password }, shape, args };
  }

  /** A host that is logged in to with an encrypted private key. */
  async withKey(name: string, shape: SecretShape, args: object = {}): Promise<void> {
    const passphrase = canary(name);
    const { pem: privateKey, publicLine } = canaryKey(passphrase);
    const host = await this.start(name, { authorizedKeys: [publicLine] });
    this.users[name] = { connection: address(host), secrets: { privateKey, passphrase }, shape, args };
  }

  /** A host that is logged in to with a password, behind a jump host that takes another one, or refuses what it is given. */
  async behindJumpHost(name: string, shape: SecretShape, given = canary(`${name}-jump`)): Promise<void> {
    const jumpHost = await SshTestServer.start({ forwards: "connect", password: canary(`${name}-jump`) });
    this.jumpHosts.push(jumpHost);
    await this.withPassword(name, shape);
    const { transport: _transport, password: _password, ...connection } = jumpHost.connection();
    const jump = { connection: { ...connection, host: "localhost" }, secrets: { password: given } };
    this.users[name] = { ...(this.users[name] as SecretUser), jumpHost: jump };
  }

  /** A host, and a resource that fails on it. */
  async failing(name: string, options: FailingHost): Promise<SimulatedHost> {
    const password = canary(name);
    const host = await this.start(name, { password, ...options.host });
    options.prepare?.(host);
    this.users[name] = {
      connection: { ...address(host), ...options.connection },
      secrets: options.secrets ?? { password },
      shape: options.shape ?? "text",
      args: options.args ?? {},
    };
    return host;
  }

  /** The port of a server that greets as a mail server does, and quotes what it should not know. */
  async mailServer(greeting: string): Promise<number> {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end(`220 ${greeting}\r\n`);
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  host(name: string): SimulatedHost {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`there is no host ${name}`);
    return host;
  }

  windows(name: string): SimulatedWindows {
    return this.host(name).windows;
  }

  async stop(): Promise<void> {
    for (const server of this.servers) server.close();
    await Promise.all(this.jumpHosts.map((jumpHost) => jumpHost.stop()));
    await Promise.all([...this.hosts.values()].map((host) => host.stop()));
  }

  private async start(name: string, options: SimulatedHostOptions): Promise<SimulatedHost> {
    const host = await startSimulatedHost({ hostSecondsPerSecond, ...options });
    this.hosts.set(name, host);
    return host;
  }
}

/** What a reinstallation does to the facts by which a machine is known; gives what undoes it. */
export function becomeAnother({ registry }: SimulatedWindows): () => void {
  const guid = "11111111-2222-3333-4444-555555555555";
  const facts = [
    { key: "HKLM\\SOFTWARE\\Microsoft\\Cryptography", name: "MachineGuid", data: guid },
    { key: "HKLM\\SYSTEM\\HardwareConfig", name: "LastConfig", data: `{${guid}}` },
    { key: activeName, name: "ComputerName", data: "ANOTHER" },
  ];
  const before = facts.map(({ key, name }) => ({ key, name, value: registry.get(key, name) }));
  for (const { key, name, data } of facts) registry.set(key, name, { type: "REG_SZ", data });
  return () => {
    for (const { key, name, value } of before) registry.set(key, name, value);
  };
}

const activeName = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName";

function address({ connection: { password: _password, ...address } }: SimulatedHost): object {
  return address;
}
