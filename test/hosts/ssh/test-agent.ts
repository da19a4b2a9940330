import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type AgentInboundRequest, AgentProtocol, type ParsedKey, utils } from "ssh2";
import { fingerprintOf } from "../../../provider/hosts/ssh/host-key";
import { newFolder } from "../../support/run-folder";
import { newEd25519Keys, type SshKeyPair } from "../../support/ssh-keys";

/** How an agent behaves when it is asked for one of the two things. */
export type AgentManner = "answers" | "refuses" | "is silent" | "hangs up" | "talks nonsense";

export interface TestAgentOptions {
  readonly list?: AgentManner;
  readonly sign?: AgentManner;
  /** Signs with this in place of the key that was asked for. */
  readonly signature?: Buffer;
}

/** An SSH agent in this process, on a Unix socket or a named pipe of its own, that notes what it is asked for. */
export class TestAgent {
  /** `list`, or `sign` and the fingerprint of the key. */
  readonly asked: string[] = [];
  readonly sockets = new Set<Socket>();
  readonly path =
    process.platform === "win32"
      ? `\\\\.\\pipe\\pulumi-windows-ipsec-${randomUUID()}`
      : join(newFolder("agent"), "socket");
  private readonly server: Server;

  private constructor(
    private readonly keys: readonly SshKeyPair[],
    private readonly options: TestAgentOptions,
  ) {
    this.server = createServer((socket) => this.serve(socket));
  }

  static async start(keys: readonly SshKeyPair[], options: TestAgentOptions = {}): Promise<TestAgent> {
    const agent = new TestAgent(keys, options);
    agent.server.listen(agent.path);
    await once(agent.server, "listening");
    return agent;
  }

  /** The socket's file goes with it. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket)).on("error", () => {});
    const protocol = new AgentProtocol(false);
    protocol.on("error", () => {});
    protocol.on("identities", (request) => {
      this.asked.push("list");
      this.behave(this.options.list, socket, protocol, request, () =>
        protocol.getIdentitiesReply(request, this.keys.map(parsed)),
      );
    });
    protocol.on("sign", (request, key, data, { hash }) => {
      this.asked.push(`sign ${fingerprintOf(key.getPublicSSH())}`);
      this.behave(this.options.sign, socket, protocol, request, () => {
        const own = this.keys.map(parsed).find((one) => one.getPublicSSH().equals(key.getPublicSSH()));
        protocol.signReply(request, this.options.signature ?? (own?.sign(data, hash) as Buffer));
      });
    });
    protocol.pipe(socket).pipe(protocol);
  }

  private behave(
    manner: AgentManner = "answers",
    socket: Socket,
    protocol: AgentProtocol,
    request: AgentInboundRequest,
    answer: () => void,
  ): void {
    if (manner === "answers") answer();
    if (manner === "refuses") protocol.failureReply(request);
    if (manner === "hangs up") socket.end();
    if (manner === "talks nonsense") socket.write(Buffer.from([0, 0, 0, 1, 99]));
  }
}

/** So many new keys. */
export function newKeys(count: number): SshKeyPair[] {
  return Array.from({ length: count }, () => newEd25519Keys());
}

/** The fingerprint of a key pair. */
export function fingerprint(pair: SshKeyPair): string {
  return fingerprintOf(parsed(pair).getPublicSSH());
}

function parsed(pair: SshKeyPair): ParsedKey {
  const key = utils.parseKey(pair.private);
  if (key instanceof Error) throw key;
  return Array.isArray(key) ? (key[0] as ParsedKey) : key;
}
