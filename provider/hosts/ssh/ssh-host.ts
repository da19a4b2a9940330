import type { Clock } from "../../clock";
import {
  AuthenticationError,
  HostKeyError,
  type NatTraversalError,
  type UnsupportedShellError,
} from "../../errors";
import type { Timeouts } from "../connection";
import { digest } from "../digest";
import {
  type CommandLine,
  type CommandResult,
  type Host,
  type RunLimits,
  type Shell,
  spelledFor,
} from "../host";
import type { HostContext, PreparedHost, RefusedCredentials } from "../prepared-host";
import { readProbe, shellProbe, unsupportedShell } from "../shell-probe";
import { Turns } from "../turns";
import { type SshConnection, sshPort } from "./connection";
import { readSshTexts, type SshTexts, useSshTexts } from "./credential";
import { unreachable } from "./failure";
import { SshSession, type SshTarget } from "./session";

const defaultKeepaliveSeconds = 10;

/** Reads the connection's secrets; throws CredentialUnavailableError for all that cannot be read. Nothing is opened. */
export function prepareSshHost(connection: SshConnection, context: HostContext): PreparedHost {
  const texts = readSshTexts(connection, context.readSecret);
  const account = digest(accountParts(connection, texts));
  return {
    key: digest([account, texts.hostKey, String(typeof connection.hostKey), keepaliveOf(connection)]),
    open: () => {
      const target: SshTarget = {
        host: connection.host,
        port: sshPort(connection),
        user: connection.user,
        keepaliveSeconds: keepaliveOf(connection),
        ...useSshTexts(connection, texts),
      };
      return new SshHost(target, context.clock, context.timeouts, account, context.refused ?? new Map());
    },
  };
}

/** A host over one SSH connection at a time: opened when needed, commands one after another. */
export class SshHost implements Host {
  readonly name: string;
  private session: SshSession | undefined;
  private shell: Shell | undefined;
  /** What will not get better by trying again: a wrong host key, a shell that we do not speak. */
  private verdict: NatTraversalError | undefined;
  private readonly turns = new Turns();
  private disconnects = 0;

  constructor(
    private readonly target: SshTarget,
    private readonly clock: Clock,
    private readonly timeouts: Timeouts,
    private readonly account: string,
    private readonly refused: RefusedCredentials,
  ) {
    this.name = target.host;
  }

  run(commandLine: CommandLine, limits: RunLimits = {}): Promise<CommandResult> {
    const asked = this.disconnects;
    return this.turns.take(() => this.runNow(commandLine, limits, asked));
  }

  async disconnect(): Promise<void> {
    this.disconnects += 1;
    const session = this.session;
    this.session = undefined;
    await session?.close();
  }

  private async runNow(commandLine: CommandLine, limits: RunLimits, asked: number): Promise<CommandResult> {
    const timeoutSeconds = limits.timeoutSeconds ?? this.timeouts.commandSeconds;
    const session = await this.connect(limits.connectTimeoutSeconds ?? this.timeouts.connectSeconds, asked);
    this.shell ??= await this.probe(session, timeoutSeconds);
    return session.execute(spelledFor(this.shell, commandLine), timeoutSeconds);
  }

  private async connect(connectSeconds: number, asked: number): Promise<SshSession> {
    if (this.verdict !== undefined) throw this.verdict;
    const refusal = this.refused.get(this.account);
    if (refusal !== undefined) throw again(refusal);
    if (asked !== this.disconnects) throw this.calledOff();
    if (this.session?.isOpen) return this.session;
    const session = new SshSession(this.target, this.clock, connectSeconds);
    this.session = session;
    try {
      await session.opened;
      return session;
    } catch (error) {
      if (error instanceof AuthenticationError) this.refused.set(this.account, error);
      if (error instanceof HostKeyError) this.verdict = error;
      throw error;
    }
  }

  private async probe(session: SshSession, timeoutSeconds: number): Promise<Shell> {
    const answer = readProbe(await session.execute(shellProbe, timeoutSeconds));
    if ("shell" in answer) return answer.shell;
    const error: UnsupportedShellError = unsupportedShell(this.name, answer);
    // An answer that means nothing may come from a host that is going down; it is asked again.
    if ("recognised" in answer) {
      this.verdict = error;
      await this.disconnect();
    }
    throw error;
  }

  private calledOff(): NatTraversalError {
    const progress = { phase: "connect", commandMayHaveRun: false, greeting: "" } as const;
    return unreachable(
      this.target,
      progress,
      "the connection was closed from this side before the command's turn",
    );
  }
}

function keepaliveOf(connection: SshConnection): number {
  return connection.keepaliveSeconds ?? defaultKeepaliveSeconds;
}

function accountParts(connection: SshConnection, texts: SshTexts): readonly (string | number | undefined)[] {
  const { password, privateKey, passphrase } = texts;
  const address = [connection.transport, connection.host.toLowerCase(), sshPort(connection)];
  return [...address, connection.user, password, privateKey, passphrase];
}

function again(refusal: AuthenticationError): AuthenticationError {
  return new AuthenticationError({
    ...refusal.details,
    happened: `${refusal.details.happened}, earlier in this run, so it is not tried again`,
  });
}
