import { type Clock, withDeadline } from "../../clock";
import { type NatTraversalError, TlsError } from "../../errors";
import { CredentialGate } from "../credential-gate";
import { credentialNames } from "../credential-names";
import {
  type CallLimits,
  type CommandLine,
  type CommandResult,
  mostBytesOf,
  renderFor,
  type TransportHost,
} from "../host";
import { carriedBy, noteOpening, requireSameConnection } from "../same-connection";
import { SerialQueue } from "../serial-queue";
import { digest, type HostContext, type PreparedHost } from "../transport";
import type { WinrmConnection } from "./connection";
import { readWinrmTexts, useWinrmTexts } from "./credential";
import { endpointOf, hostInUrl } from "./dial";
import { winrmFailures } from "./failure";
import { identifyRequest } from "./messages/shell";
import { CommandRun } from "./run-command";
import { WinrmSession, type WinrmTarget } from "./session";
import type { OperationLink } from "./shell-client";

/** Reads the connection's secrets; throws CredentialUnavailableError for all that cannot be read. Nothing is opened. */
export function prepareWinrmHost(connection: WinrmConnection, context: HostContext): PreparedHost {
  const texts = readWinrmTexts(connection, context.readSecret);
  const { auth, certificateSha256, tls, transport, host, user } = connection;
  const endpoint = endpointOf(connection);
  const names = credentialNames({
    transport,
    address: { host, port: endpoint.port },
    user,
    password: texts.password?.text,
    others: [texts.clientCertificate?.text, texts.clientKey?.text],
  });
  return {
    key: digest([names.atHost, auth, endpoint.scheme, endpoint.port, texts.ca?.text, certificateSha256, tls]),
    open: () => {
      const target: WinrmTarget = {
        host: connection.host,
        endpoint,
        names,
        gate: CredentialGate.of(context.rejected),
        ...useWinrmTexts(connection, texts),
      };
      return new WinrmHost(target, context.clock);
    },
  };
}

/** How long an orderly end may take, the closing of a shell that is in use included. */
const closingMilliseconds = 900;
/** For a connection that is needed only to close a shell. */
const connectToCloseSeconds = 2;

/** What the commands share that are asked for between two disconnects. */
interface Line {
  session: WinrmSession | undefined;
  /** "closing": only what closes a shell may open a connection; "over": nothing may. */
  state: "open" | "closing" | "over";
}

/** A host over one authenticated WinRM connection at a time: opened when needed, operations one after another, in cmd. */
class WinrmHost implements TransportHost {
  readonly name: string;
  private line: Line = { session: undefined, state: "open" };
  /** What will not get better by trying again. */
  private result: TlsError | undefined;
  private readonly turns = new SerialQueue();

  constructor(
    private readonly target: WinrmTarget,
    private readonly clock: Clock,
  ) {
    this.name = target.host;
  }

  run(commandLine: CommandLine, limits: CallLimits): Promise<CommandResult> {
    const { line } = this;
    let closing: () => Promise<void> = () => Promise.resolve();
    const work = async () => {
      const { gate, names } = this.target;
      gate.noteRestarting(names, limits.mayBeBooting === true);
      const connectSeconds = limits.connectTimeoutSeconds;
      requireSameConnection(this.name, line.session?.isOpen ? line.session : undefined, limits.onlyOver);
      const session = await this.connect(line, connectSeconds, "open");
      const operation = new CommandRun(this.linkFor(line, connectSeconds), session, {
        commandLine: renderFor("cmd", commandLine),
        mostBytes: mostBytesOf(commandLine),
        timeoutSeconds: limits.timeoutSeconds,
      });
      closing = () => operation.closing;
      const done = await operation.run();
      // Where it was renewed midway, the shell, which only one machine knows, went on over the new one.
      return carriedBy(line.session ?? session, done);
    };
    return this.turns.take(work, () => closing());
  }

  async disconnect(): Promise<void> {
    const { line } = this;
    this.line = { session: undefined, state: "open" };
    line.state = "closing";
    // What is under way rejects, and its shell is closed over a connection of its own.
    line.session?.close();
    const late = () => new Error("closing took too long");
    await withDeadline(this.clock, closingMilliseconds, this.turns.over, late).catch(() => undefined);
    line.state = "over";
    line.session?.close();
  }

  private linkFor(line: Line, connectSeconds: number): OperationLink {
    const { credential, endpoint, host } = this.target;
    return {
      clock: this.clock,
      connect: (mostSeconds) => this.connect(line, Math.min(connectSeconds, mostSeconds), "open"),
      connectToClose: () => this.connect(line, Math.min(connectToCloseSeconds, connectSeconds), "closing"),
      url: `${endpoint.scheme}://${hostInUrl(host)}:${endpoint.port}/wsman`,
      user: credential.method === "certificate" ? undefined : credential.user,
    };
  }

  /** @param latest the last state of the line in which the connection is still of use */
  private async connect(
    line: Line,
    connectSeconds: number,
    latest: "open" | "closing",
  ): Promise<WinrmSession> {
    if (this.result !== undefined) throw this.result;
    this.target.gate.throwIfRejected(this.target.names);
    if (line.state !== "open" && line.state !== latest) throw this.cancelled();
    if (line.session?.isOpen) return line.session;
    line.session?.close();
    const session = new WinrmSession(this.target, this.clock, connectSeconds);
    line.session = session;
    try {
      await noteOpening(this.clock, session);
      this.target.gate.noteAskable(this.target.names, () => this.askAnew(connectSeconds));
      return session;
    } catch (error) {
      if (error instanceof TlsError) this.result = error;
      throw error;
    }
  }

  /** Logs on over a connection of its own, and asks for nothing but who answers (DSP0226, Identify). */
  private async askAnew(connectSeconds: number): Promise<void> {
    const target = { ...this.target, gate: CredentialGate.of(new Map()) };
    const session = new WinrmSession(target, this.clock, connectSeconds);
    try {
      await session.opened;
      await session.exchange(identifyRequest, "authentication", connectSeconds, () => undefined);
    } finally {
      session.close();
    }
  }

  private cancelled(): NatTraversalError {
    const { host, endpoint } = this.target;
    const progress = { host, where: `port ${endpoint.port}`, phase: "connect" } as const;
    return winrmFailures.cancelled(progress, "before the command started");
  }
}
