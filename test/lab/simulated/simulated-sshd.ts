import { createHash } from "node:crypto";
import { type AddressInfo, createServer, type Socket, type Server as TcpServer } from "node:net";
import ssh2, { type ServerChannel, type Connection as SshPeer } from "ssh2";
import { newEd25519Keys } from "../../support/ssh-keys";
import { type DefaultShell, interpreterOf, type OpensshVersion } from "./default-shell";
import type { Interpreter } from "./machine";
import type { SimulatedWindows } from "./simulated-windows";
import { type Accounts, judgeLogin } from "./ssh-login";

/** Who may log in, and which shell answers. */
export interface SimulatedSshdOptions {
  readonly user?: string;
  readonly password?: string;
  /** Public keys in OpenSSH's one-line form. */
  readonly authorizedKeys?: readonly string[];
  /** The DefaultShell; cmd by default. */
  readonly shell?: DefaultShell;
  /** 8.1 by default. */
  readonly openssh?: OpensshVersion;
}

/** Where the server falls silent: connections stay open and nothing comes any more. */
export type Silence =
  | "afterAccept"
  | "afterBanner"
  | "beforeAuthenticationReply"
  | "afterAuthentication"
  | "beforeExecReply"
  | "afterExec"
  | "afterHalfTheOutput"
  | "afterExitCode";

/** An SSH server on 127.0.0.1 over one simulated machine; it goes away while the machine is down. */
export class SimulatedSshd {
  /** How many TCP connections were accepted while the machine was up. */
  connections = 0;
  /** How many sessions authenticated. */
  logins = 0;
  /** How many attempts to authenticate were refused (the client's first question, "none", aside). */
  refusedLogins = 0;
  silence: Silence | undefined;
  /** Where the next connections fall silent, one each, that are made while the machine is up. */
  readonly silences: Silence[] = [];
  refuseAuthentication = false;
  /** Called at every attempt to connect while the machine is down. */
  onAttemptWhileDown: (() => void) | undefined;
  private hostKey = newEd25519Keys();
  private readonly tcp: TcpServer;
  private readonly sockets = new Set<Socket>();
  private readonly accounts: Accounts;
  /** How it greets: 8.1 is what Windows Server 2022 carries, 7.7 what Windows Server 2019 does. */
  private readonly identification: string;
  private readonly interpret: Interpreter;

  constructor(
    readonly windows: SimulatedWindows,
    options: SimulatedSshdOptions = {},
  ) {
    const { user = "Administrator", password = "correct horse", authorizedKeys = [] } = options;
    this.accounts = { user, password, authorizedKeys };
    const { shell = "cmd", openssh = "8.1" } = options;
    this.identification = `OpenSSH_for_Windows_${openssh}`;
    this.interpret = interpreterOf(windows, shell, openssh);
    this.tcp = createServer({ noDelay: true }, (socket) => this.accept(socket));
    windows.power.listen({ wentDown: () => this.loseConnections() });
  }

  /** How many TCP connections are open now. */
  get open(): number {
    return this.sockets.size;
  }

  /** Listens on a free port; resolves with it. */
  async start(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.tcp.once("error", reject);
      this.tcp.listen(0, "127.0.0.1", resolve);
    });
    return this.port;
  }

  get port(): number {
    return (this.tcp.address() as AddressInfo).port;
  }

  /** `SHA256:…` of the host key in use. */
  get hostKeyFingerprint(): string {
    const blob = Buffer.from(this.hostKey.public.split(" ")[1] ?? "", "base64");
    return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
  }

  /** The host key as known_hosts holds it, without the host. */
  get hostKeyLine(): string {
    return this.hostKey.public.split(" ").slice(0, 2).join(" ");
  }

  /** Has another host key from the next connection on, as after a reinstallation. */
  changeHostKey(): void {
    this.hostKey = newEd25519Keys();
  }

  /** Cuts every open connection. */
  dropConnections(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.dropConnections();
    await new Promise<void>((resolve) => this.tcp.close(() => resolve()));
  }

  private accept(socket: Socket): void {
    socket.on("error", () => {});
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    if (this.windows.power.state === "down") {
      this.onAttemptWhileDown?.();
      if (this.windows.power.behaviour.connections === "dropped") socket.resetAndDestroy();
      return;
    }
    this.connections++;
    const own = this.silences.shift();
    const silence = () => this.silence ?? own;
    if (silence() === "afterAccept") return;
    if (silence() === "afterBanner") {
      socket.write(`SSH-2.0-${this.identification}\r\n`);
      return;
    }
    const settings = { hostKeys: [this.hostKey.private], ident: this.identification };
    new ssh2.Server(settings, (peer) => this.serve(peer, socket, silence)).injectSocket(socket);
  }

  private loseConnections(): void {
    if (this.windows.power.behaviour.connections === "dropped") this.dropConnections();
    // The peer stays connected and nothing comes back: what a machine without power looks like.
    else for (const socket of this.sockets) socket.pause();
  }

  private serve(peer: SshPeer, socket: Socket, silence: () => Silence | undefined): void {
    peer.on("error", () => {});
    peer.on("authentication", (context) => {
      if (silence() === "beforeAuthenticationReply") return;
      const result = judgeLogin(context, this.accounts);
      if (result === "accept" && !this.refuseAuthentication) return context.accept();
      if (result !== "ask") this.refusedLogins++;
      return context.reject(["publickey", "password"]);
    });
    peer.on("ready", () => {
      this.logins++;
      if (silence() === "afterAuthentication") {
        socket.pause();
        return;
      }
      peer.on("session", (acceptSession) => {
        acceptSession().on("exec", (acceptExec, _reject, info) => {
          if (silence() === "beforeExecReply") return;
          const channel = acceptExec();
          channel.on("error", () => {});
          this.answer(socket, channel, info.command, silence).catch((error: unknown) =>
            peer.emit("error", error),
          );
        });
      });
    });
  }

  private async answer(
    socket: Socket,
    channel: ServerChannel,
    command: string,
    silence: () => Silence | undefined,
  ): Promise<void> {
    if (silence() === "afterExec") return;
    const delivery = await this.windows.deliver(command, this.interpret);
    if (delivery.kind === "cut" && delivery.when !== "after") {
      socket.resetAndDestroy();
      return;
    }
    const { output = "", errorOutput = "", exitCode = 0 } = delivery.result ?? {};
    if (silence() === "afterHalfTheOutput") {
      channel.write(Buffer.from(output.slice(0, Math.floor(output.length / 2)), "latin1"));
      return;
    }
    channel.stderr.write(Buffer.from(errorOutput, "latin1"));
    channel.write(Buffer.from(output, "latin1"), () => {
      if (delivery.kind === "cut") return socket.destroySoon();
      channel.exit(exitCode >>> 0);
      if (silence() !== "afterExitCode") channel.end();
    });
  }
}
