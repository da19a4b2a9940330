import type { Clock } from "../../clock";
import { HostKeyError, type NatTraversalError, type UnsupportedShellError } from "../../errors";
import { CredentialGate } from "../credential-gate";
import {
  type CallLimits,
  type CommandLine,
  type CommandResult,
  mostBytesOf,
  renderFor,
  type Shell,
  type TransportHost,
} from "../host";
import { carriedBy, noteOpening, requireSameConnection } from "../same-connection";
import { SerialQueue } from "../serial-queue";
import { detectShell, shellDetectionLine, unsupportedShell } from "../shell-detection";
import type { SshTarget } from "./credential";
import type { Way } from "./dial";
import { notReached, sshFailures } from "./failure";
import { OtherMethodError } from "./login";
import { SshSession } from "./session";

/** A host over one SSH connection at a time: opened when needed, commands one after another. */
export class SshHost implements TransportHost {
  readonly name: string;
  private session: SshSession | undefined;
  /** Which shell answers, and on which connection it was asked: after a restart it may be another one. */
  private shell: { readonly of: SshSession; readonly shell: Shell } | undefined;
  /** What will not get better by trying again: a wrong host key, an unsupported method, an unsupported shell. */
  private result: NatTraversalError | undefined;
  private readonly turns = new SerialQueue();

  constructor(
    private readonly target: SshTarget,
    private readonly way: Way,
    private readonly clock: Clock,
  ) {
    this.name = target.host;
  }

  run(commandLine: CommandLine, limits: CallLimits): Promise<CommandResult> {
    const { timeoutSeconds, connectTimeoutSeconds, onlyOver } = limits;
    return this.turns.take(async (isCancelled) => {
      this.target.gate.noteRestarting(this.target.names, limits.mayBeBooting === true);
      requireSameConnection(this.name, this.session?.isOpen ? this.session : undefined, onlyOver);
      const session = await this.connect(connectTimeoutSeconds, isCancelled);
      if (this.shell?.of !== session) {
        this.shell = { of: session, shell: await this.probe(session, timeoutSeconds) };
      }
      const line = renderFor(this.shell.shell, commandLine);
      return carriedBy(session, await session.execute(line, mostBytesOf(commandLine), timeoutSeconds));
    });
  }

  async disconnect(): Promise<void> {
    this.turns.cancel();
    const session = this.session;
    this.session = undefined;
    await session?.close();
  }

  private async connect(connectSeconds: number, isCancelled: boolean): Promise<SshSession> {
    if (this.result !== undefined) throw this.result;
    this.target.gate.throwIfRejected(this.target.names);
    if (isCancelled) throw sshFailures.cancelled(notReached(this.target), "before the command started");
    if (this.session?.isOpen) return this.session;
    const session = new SshSession(this.target, this.way, this.clock, connectSeconds);
    this.session = session;
    try {
      await noteOpening(this.clock, session);
      this.target.gate.noteAskable(this.target.names, () => this.askAnew(connectSeconds));
      return session;
    } catch (error) {
      // What went wrong on the way is remembered there: it says nothing about this host.
      const isVerdict = error instanceof HostKeyError || error instanceof OtherMethodError;
      if (session.reached && isVerdict) this.result = error;
      throw error;
    }
  }

  /** Logs on over a connection of its own, and runs nothing. */
  private async askAnew(connectSeconds: number): Promise<void> {
    const target = { ...this.target, gate: CredentialGate.of(new Map()) };
    const session = new SshSession(target, this.way, this.clock, connectSeconds);
    try {
      await session.opened;
    } catch (error) {
      throw error instanceof OtherMethodError
        ? new Error("the credential was not checked", { cause: error })
        : error;
    } finally {
      void session.close();
    }
  }

  private async probe(session: SshSession, timeoutSeconds: number): Promise<Shell> {
    const mostBytes = mostBytesOf(shellDetectionLine);
    const answer = detectShell(await session.execute(shellDetectionLine, mostBytes, timeoutSeconds));
    if ("shell" in answer) return answer.shell;
    const error: UnsupportedShellError = unsupportedShell(this.name, answer);
    // An answer that means nothing may come from a host that is going down; it is asked again.
    if ("recognised" in answer) {
      this.result = error;
      await this.disconnect();
    }
    throw error;
  }
}
