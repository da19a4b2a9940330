import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { type AuthContext, type Connection, Server, type ServerChannel, utils } from "ssh2";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { fingerprintOf } from "../../../provider/hosts/ssh/host-key";
import { newEd25519Keys } from "../../support/ssh-keys";

/** Generated once a run: making keys is slow. */
export const serverKeys = {
  ed25519: newEd25519Keys(),
  ecdsa: utils.generateKeyPairSync("ecdsa", { bits: 256 }),
};

export interface TestServerOptions {
  readonly hostKeys?: readonly string[];
  readonly password?: string;
  /** Decides each log-in request; by default `password` is the one accepted. */
  readonly authenticate?: (request: AuthContext) => void;
  /** Answers an exec request whose channel is open; by default the probe gets cmd's answer and anything else is echoed. */
  readonly execute?: (commandLine: string, channel: ServerChannel) => void;
  /** false: exec requests are never answered. */
  readonly acceptsExec?: false | "reject";
  /** false: requests for a channel are never answered. */
  readonly acceptsSessions?: false | "reject";
  /** What becomes of requests to forward a connection: it is connected to, refused, or never answered; refused by default. */
  readonly forwards?: "connect" | "reject" | "never answer";
  /** Algorithms the server is willing to use. */
  readonly ciphers?: readonly string[];
}

/** ssh2's own server in this process, on a port of its own, counting what it sees. */
export class SshTestServer {
  readonly commands: string[] = [];
  readonly logins: string[] = [];
  readonly requests: string[] = [];
  connections = 0;
  /** Requests for a channel. */
  sessions = 0;
  /** Requests to forward a connection, as `host:port`. */
  readonly forwarded: string[] = [];
  /** Requests to forward are never answered from now on. */
  forwardsNoMore = false;
  /** Connections that are being forwarded. */
  readonly relays = new Set<Socket>();
  /** Connections that the client ended without breaking them. */
  endings = 0;
  readonly open = new Set<Connection>();
  readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly options: TestServerOptions) {
    this.server = new Server(
      {
        hostKeys: [...(options.hostKeys ?? [serverKeys.ed25519.private])],
        ...(options.ciphers === undefined ? {} : { algorithms: { cipher: options.ciphers as never } }),
      },
      (client) => this.serve(client),
    );
    const tcp = (this.server as unknown as { _srv: NodeJS.EventEmitter })._srv;
    tcp.on("connection", (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  static async start(options: TestServerOptions = {}): Promise<SshTestServer> {
    const server = new SshTestServer(options);
    server.server.listen(0, "127.0.0.1");
    await once((server.server as unknown as { _srv: NodeJS.EventEmitter })._srv, "listening");
    return server;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A connection that works. */
  connection(changes: Partial<SshConnection> = {}): SshConnection {
    return {
      transport: "ssh",
      host: "127.0.0.1",
      port: this.port,
      user: "admin",
      password: this.options.password ?? "right",
      hostKey: "insecureAcceptAny",
      ...changes,
    };
  }

  /** Cuts every link without a goodbye. */
  drop(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Reads nothing any more, not even a goodbye. */
  deafen(): void {
    for (const socket of this.sockets) socket.pause();
  }

  async stop(): Promise<void> {
    this.drop();
    for (const relay of this.relays) relay.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private serve(client: Connection): void {
    this.open.add(client);
    client.on("error", () => {});
    client.on("close", () => this.open.delete(client));
    client.on("end", () => {
      this.endings += 1;
    });
    client.on("authentication", (request) => {
      this.logins.push(request.method);
      if (this.options.authenticate !== undefined) this.options.authenticate(request);
      else if (request.method === "password" && request.password === (this.options.password ?? "right"))
        request.accept();
      else request.reject(["password"]);
    });
    client.on("tcpip", (accept, reject, { destIP, destPort }) => {
      this.forwarded.push(`${destIP}:${destPort}`);
      const { forwards = "reject" } = this.forwardsNoMore ? { forwards: "never answer" } : this.options;
      if (forwards === "connect")
        this.relay(connect({ host: destIP, port: destPort, noDelay: true }), accept, reject);
      if (forwards === "reject") reject();
    });
    client.on("session", (accept, reject) => {
      this.sessions += 1;
      if (this.options.acceptsSessions === "reject") return void reject();
      if (this.options.acceptsSessions === false) return;
      const session = accept();
      session.on("pty", () => this.requests.push("pty"));
      session.on("env", () => this.requests.push("env"));
      session.on("exec", (acceptExec, rejectExec, info) => {
        this.commands.push(info.command);
        if (this.options.acceptsExec === "reject") return void rejectExec();
        if (this.options.acceptsExec === false) return;
        const channel = acceptExec();
        channel.on("error", () => {});
        (this.options.execute ?? echo)(info.command, channel);
      });
    });
  }

  private relay(socket: Socket, accept: () => ServerChannel, reject: () => void): void {
    this.relays.add(socket);
    socket.once("close", () => this.relays.delete(socket));
    socket.once("error", reject);
    socket.once("connect", () => {
      const channel = accept();
      channel.on("error", () => {});
      socket.off("error", reject).on("error", () => channel.end());
      channel.once("close", () => socket.destroy());
      socket.pipe(channel).pipe(socket);
    });
  }
}

/** Answers as cmd would answer the probe, and any other line with itself. */
export function echo(commandLine: string, channel: ServerChannel): void {
  reply(channel, isProbe(commandLine) ? "Windows_NT+$PSHOME\r\n" : `${commandLine}\r\n`);
}

export function isProbe(commandLine: string): boolean {
  return commandLine.startsWith("echo %OS%");
}

export function reply(channel: ServerChannel, output: string, exitCode = 0, errorOutput = ""): void {
  if (output !== "") channel.write(Buffer.from(output, "latin1"));
  if (errorOutput !== "") channel.stderr.write(Buffer.from(errorOutput, "latin1"));
  channel.exit(exitCode);
  channel.end();
}

/** The wire form of a generated key's public half, and its fingerprint. */
export function publicHalf(pair: { readonly public: string }): {
  readonly line: string;
  readonly fingerprint: string;
} {
  const [type, base64] = pair.public.split(" ");
  if (type === undefined || base64 === undefined) throw new Error("not a public key line");
  return { line: `${type} ${base64}`, fingerprint: fingerprintOf(Buffer.from(base64, "base64")) };
}
