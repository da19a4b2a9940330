import type { Clock } from "../../clock";
import {
  AccessDeniedError,
  type NatTraversalError,
  UnsupportedOsError,
  UnsupportedShellError,
} from "../../errors";
import { CredentialGate } from "../credential-gate";
import { type CredentialNames, credentialNames } from "../credential-names";
import {
  type CallLimits,
  type CommandLine,
  type CommandResult,
  mostBytesOf,
  renderFor,
  type TransportHost,
} from "../host";
import { carriedBy, requireSameConnection } from "../same-connection";
import { CredentialErrors, type SecretReader, TextReader } from "../secret-reader";
import { SerialQueue } from "../serial-queue";
import { digest, type HostContext, type PreparedHost } from "../transport";
import { isRemoting, type PowerShellConnection, remotingPort, thisMachine } from "./connection";
import { NotSentError } from "./error-classification";
import { executableOf } from "./executable";
import { PowerShellSession, type PowerShellTarget } from "./session";
import { isMissingForGood } from "./start-failure";

/** Reads the connection's secret; throws CredentialUnavailableError if it cannot be read. Nothing is started. */
export function preparePowerShellHost(connection: PowerShellConnection, context: HostContext): PreparedHost {
  const password = readPassword(connection, context.readSecret);
  const target = targetOf(connection, password);
  const { host, executable, remote } = target;
  return {
    key: digest([connection.transport, host.toLowerCase(), executable, remote]),
    open: () => new PowerShellHost(target, gatedCredential(connection, password, context), context.clock),
  };
}

/** How long an orderly end may take: the other computer is told that the session is closed. */
const closingMilliseconds = 1_900;

/** A password that is offered to one host at a time, until one has accepted it. */
interface GatedCredential {
  readonly gate: CredentialGate;
  readonly names: CredentialNames;
}

/** A host whose commands run in cmd, one after another, through one PowerShell process on the machine that runs Pulumi. */
class PowerShellHost implements TransportHost {
  readonly name: string;
  private readonly session: PowerShellSession;
  private readonly turns = new SerialQueue();
  /** What will not get better by trying again. */
  private result: NatTraversalError | undefined;

  /** @param credential none where the logon of the account that runs Pulumi is used, which cannot be locked */
  constructor(
    private readonly target: PowerShellTarget,
    private readonly credential: GatedCredential | undefined,
    private readonly clock: Clock,
  ) {
    this.name = target.host;
    this.session = new PowerShellSession(target, clock);
  }

  /** Whether commands run with the rights of the Pulumi process. */
  get isThisMachine(): boolean {
    return this.session.isLocal;
  }

  run(commandLine: CommandLine, limits: CallLimits): Promise<CommandResult> {
    return this.turns.take(async (isCancelled) => {
      if (isCancelled) throw this.session.cancelled();
      this.credential?.gate.noteRestarting(this.credential.names, limits.mayBeBooting === true);
      requireSameConnection(this.name, this.session.connection, limits.onlyOver);
      await this.connect(limits.connectTimeoutSeconds);
      const line = renderFor("cmd", commandLine);
      const send = () => this.session.run(line, mostBytesOf(commandLine), limits.timeoutSeconds);
      const result = await send().catch((error: unknown) => {
        if (!(error instanceof NotSentError) || limits.onlyOver !== undefined) throw error;
        // The session closed while nothing ran, which only the next command tells, and that was not sent then.
        return this.connect(limits.connectTimeoutSeconds).then(send);
      });
      return carriedBy(this.session.connection ?? this.session, result);
    });
  }

  /** Ends process and session once what has come so far is over; the next command starts others. */
  rest(): Promise<void> {
    return this.turns.take(() => this.session.close(closingMilliseconds));
  }

  async disconnect(): Promise<void> {
    this.turns.cancel();
    await this.session.close(closingMilliseconds);
  }

  private async connect(connectSeconds: number): Promise<void> {
    if (this.result !== undefined) throw this.result;
    if (this.session.isOpen) return;
    try {
      const secondsLeft = await this.session.probeHost(connectSeconds);
      await this.logOn(() => this.session.open(secondsLeft), connectSeconds);
    } catch (error) {
      const isUnsupported = error instanceof UnsupportedShellError || error instanceof UnsupportedOsError;
      if (isUnsupported || isMissingForGood(error)) this.result = error;
      throw error;
    }
  }

  private async logOn(open: () => Promise<void>, connectSeconds: number): Promise<void> {
    if (this.credential === undefined) return open();
    const { gate, names } = this.credential;
    // Windows may report a wrong password in this way, too.
    await gate.offer(names, open, (error) => error instanceof AccessDeniedError);
    gate.noteAskable(names, () => this.askAgain(connectSeconds));
  }

  /** Logs on in a process of its own, and runs nothing. */
  private async askAgain(connectSeconds: number): Promise<void> {
    const session = new PowerShellSession(this.target, this.clock);
    try {
      await session.open(await session.probeHost(connectSeconds));
    } finally {
      await session.close(closingMilliseconds);
    }
  }
}

function readPassword(
  { host, password }: PowerShellConnection,
  readSecret: SecretReader,
): string | undefined {
  const faults = new CredentialErrors(host ?? thisMachine);
  const read = new TextReader(readSecret, faults).secret("password", password);
  faults.throwIfAny();
  return read?.text;
}

function targetOf(connection: PowerShellConnection, password: string | undefined): PowerShellTarget {
  const executable = executableOf(connection);
  if (!isRemoting(connection)) return { host: thisMachine, executable, remote: undefined };
  const { host, user, scheme } = connection;
  const credential = user === undefined || password === undefined ? undefined : { user, password };
  return {
    host,
    executable,
    remote: { port: remotingPort(connection), useTls: scheme === "https", credential },
  };
}

function gatedCredential(
  connection: PowerShellConnection,
  password: string | undefined,
  { rejected }: HostContext,
): GatedCredential | undefined {
  if (!isRemoting(connection) || password === undefined) return undefined;
  const { transport, host, user } = connection;
  const address = { host, port: remotingPort(connection) };
  const names = credentialNames({ transport, address, user, password });
  return { gate: CredentialGate.of(rejected), names };
}
