import { type Stats, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import type { BaseAgent, GetStreamCallback, OpenSSHAgent, ParsedKey, SigningRequestOptions } from "ssh2";
import { CredentialUnavailableError } from "../../errors";
import { LocalFileFault, type LocalFolders, localPath, processFolders } from "../local-file";
import { loadSsh2 } from "./library";

/** Where an agent listens. */
export interface AgentAddress {
  /** An absolute path of a Unix socket, or a Windows named pipe. */
  readonly path: string;
  /** How the user named it, for messages: the path itself may name accounts. */
  readonly named: string;
}

/** Where an agent is looked for. */
export interface AgentDependencies {
  /** Read at each use, so that another agent counts at once. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly folders: LocalFolders;
}

/** Those of the running process. */
const processDependencies: AgentDependencies = {
  environment: process.env,
  platform: process.platform,
  folders: processFolders,
};

/** Where the ssh-agent service of Windows listens. */
const windowsPipe = "\\\\.\\pipe\\openssh-ssh-agent";
/** The two ways in which Windows names a pipe; only the first may be written with slashes. */
const pipeForm = /^(?:[/\\]{2}\.[/\\]pipe[/\\]|\\\\\?\\pipe\\)./i;

/**
 * Where the agent of a connection listens: `true` is the one that SSH_AUTH_SOCK names, or on Windows without it the ssh-agent service.
 * `property` is what the connection calls it, for messages. Throws CredentialUnavailableError where there can be no agent, as far as
 * that can be told without connecting.
 */
export function agentAddress(
  property: string,
  agent: true | string,
  dependencies: AgentDependencies = processDependencies,
): AgentAddress {
  const { environment, platform, folders } = dependencies;
  const socket = environment.SSH_AUTH_SOCK;
  const isNamed = typeof agent === "string" || (socket !== undefined && socket !== "");
  if (!isNamed && platform === "win32") return { path: windowsPipe, named: windowsPipe };
  const named = typeof agent === "string" ? agent : "environment variable SSH_AUTH_SOCK";
  const fault = (problem: string, hint = startAgentHint(platform)) =>
    agentFault(property, named, problem, hint);
  if (!isNamed) throw fault("is not set");
  const given = typeof agent === "string" ? agent : (socket ?? "");
  if (platform === "win32") {
    if (pipeForm.test(given)) return { path: given, named };
    const problem = `is not a named pipe such as ${windowsPipe}`;
    if (typeof agent === "string") throw fault(problem);
    // Git for Windows sets it, for an agent of its own that listens on no pipe; the service may well be running.
    throw fault(
      problem,
      `For the ssh-agent service set ${property}: ${JSON.stringify(windowsPipe)}, or unset SSH_AUTH_SOCK.`,
    );
  }
  try {
    const path = localPath(given, folders);
    requireSocket(path);
    return { path, named };
  } catch (error) {
    if (!(error instanceof LocalFileFault)) throw error;
    throw fault(typeof agent === "string" ? error.message : `names something that ${error.message}`);
  }
}

/** What to do where there is no agent. */
export function startAgentHint(platform: NodeJS.Platform = process.platform): string {
  return platform === "win32"
    ? "Start the agent on the machine that runs Pulumi (Start-Service ssh-agent) and add the key (ssh-add)."
    : "Start an agent on the machine that runs Pulumi (ssh-agent), add the key (ssh-add), and set SSH_AUTH_SOCK or agent to its socket.";
}

function agentFault(property: string, named: string, problem: string, hint: string) {
  return new CredentialUnavailableError({
    operation: `find ${property}`,
    problem: `${property} (${named}) ${problem}`,
    hint,
  });
}

function requireSocket(path: string): void {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const hidden = code === "EACCES" || code === "EPERM";
    throw new LocalFileFault(hidden ? "is not accessible to this account" : "does not exist");
  }
  if (!stats.isSocket()) throw new LocalFileFault("is not a socket");
}

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

/** An agent as the SSH library wants it: one that holds this one key, and signs in the given way. */
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

/** The library's own agent hides why it cannot connect, and offers no way to cut a connection on which no answer comes. */
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
