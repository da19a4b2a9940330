import { connect, type Socket } from "node:net";
import type { BaseAgent, GetStreamCallback, OpenSSHAgent, ParsedKey, SigningRequestOptions } from "ssh2";
import { loadSsh2 } from "./library";

/** A running SSH agent (draft-ietf-sshm-ssh-agent), asked over a connection of its own each time. */
export class SshAgent {
  private readonly sockets = new Set<Socket>();
  private readonly asked: OpenSSHAgent;

  /** `path` is that of its socket or named pipe; nothing is connected yet. */
  constructor(path: string) {
    this.asked = askedAt(path, this.sockets);
  }

  /** The public halves of the keys it holds, in its order; kinds that the SSH library does not know are left out. */
  keys(): Promise<readonly ParsedKey[]> {
    return new Promise((resolve, reject) => {
      this.asked.getIdentities((error, keys) => {
        if (error) reject(error);
        else resolve((keys ?? []) as ParsedKey[]);
      });
    });
  }

  /** The signature of one of its keys. */
  sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.asked.sign(key, data, options, (error, signature) => {
        if (signature === undefined) reject(error ?? new Error("no signature"));
        else resolve(signature);
      });
    });
  }

  /** Asks nothing any more: what is still open is cut, and answered with an error. */
  end(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** What the SSH library takes for an agent: one that holds this one key, and signs in the given way. */
export function agentOfOneKey(
  key: ParsedKey,
  sign: (data: Buffer, options: SigningRequestOptions, done: (signature: Buffer) => void) => void,
): BaseAgent {
  const { BaseAgent } = loadSsh2();
  return new (class extends BaseAgent<ParsedKey> {
    override getIdentities(done: (error: Error | undefined, keys: ParsedKey[]) => void): void {
      done(undefined, [key]);
    }

    override sign(_key: ParsedKey, data: Buffer, ...rest: unknown[]): void {
      const done = rest.pop() as (error: Error | null, signature: Buffer) => void;
      sign(data, (rest[0] ?? {}) as SigningRequestOptions, (signature) => done(null, signature));
    }
  })() as BaseAgent;
}

/** The library's own agent hides why it cannot connect, and lets nobody cut a connection on which no answer comes. */
function askedAt(path: string, sockets: Set<Socket>): OpenSSHAgent {
  const { OpenSSHAgent } = loadSsh2();
  return new (class extends OpenSSHAgent {
    override getStream(done: GetStreamCallback): void {
      const socket = connect(path);
      const fail = (error?: unknown) => done(error instanceof Error ? error : new Error("it was closed"));
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.once("close", fail).once("error", fail);
      socket.once("connect", () => {
        socket.off("close", fail).off("error", fail);
        done(null, socket);
      });
    }
  })(path);
}
