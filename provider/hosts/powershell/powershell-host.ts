import {
  AccessDeniedError,
  type NatTraversalError,
  UnsupportedOsError,
  UnsupportedShellError,
} from "../../errors";
import { defaultTimeouts } from "../connection";
import { CredentialGate } from "../credential-gate";
import { credentialNames } from "../credential-names";
import {
  type CallLimits,
  type CommandLine,
  type CommandResult,
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
    open: () => {
      const session = new PowerShellSession(target, context.clock);
      return new PowerShellHost(host, session, logOn(connection, password, target, context));
    },
  };
}

/** How long an orderly end may take: the other computer is told that the session is closed. */
const closingMilliseconds = 1_900;

/** Does the work that offers a credential to the host when it is its turn. */
type LogOn = (work: () => Promise<void>) => Promise<void>;

/** A host whose commands run in cmd, one after another, through one PowerShell process on the machine that runs Pulumi. */
class PowerShellHost implements TransportHost {
  private readonly turns = new SerialQueue();
  /** What will not get better by trying again. */
  private result: NatTraversalError | undefined;

  constructor(
    readonly name: string,
    private readonly session: PowerShellSession,
    private readonly logOn: LogOn,
  ) {}

  /** Whether commands run with the rights of the Pulumi process. */
  get isThisMachine(): boolean {
    return this.session.isLocal;
  }

  run(commandLine: CommandLine, limits: CallLimits): Promise<CommandResult> {
    return this.turns.take(async (isCancelled) => {
      if (isCancelled) throw this.session.cancelled();
      requireSameConnection(this.name, this.session.connection, limits.onlyOver);
      await this.connect(limits.connectTimeoutSeconds);
      const line = renderFor("cmd", commandLine);
      const result = await this.session.run(line, limits.timeoutSeconds).catch((error: unknown) => {
        if (!(error instanceof NotSentError)) throw error;
        return this.runInNewSession(line, limits, error);
      });
      return carriedBy(this.session.connection ?? this.session, result);
    });
  }

  /** Ends process and session once what has come so far is over; the next command starts others. */
  rest(): Promise<void> {
    return this.turns.take(() => this.session.close(closingMilliseconds));
  }

  /** A session that closed while nothing ran is told by the next command only, which was not sent then. Another one is opened once. */
  private async runInNewSession(
    line: string,
    limits: CallLimits,
    error: NotSentError,
  ): Promise<CommandResult> {
    if (limits.onlyOver !== undefined) throw error;
    await this.connect(limits.connectTimeoutSeconds);
    return this.session.run(line, limits.timeoutSeconds);
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
      await this.logOn(() => this.session.open(secondsLeft));
    } catch (error) {
      const isUnsupported = error instanceof UnsupportedShellError || error instanceof UnsupportedOsError;
      if (isUnsupported || isMissingForGood(error)) this.result = error;
      throw error;
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

/** With a password one host at a time, until one has accepted it; without one the logon of the account that runs Pulumi is used, which cannot be locked. */
function logOn(
  connection: PowerShellConnection,
  password: string | undefined,
  target: PowerShellTarget,
  { rejected, clock }: HostContext,
): LogOn {
  if (!isRemoting(connection) || password === undefined) return (work) => work();
  const { transport, host, user } = connection;
  const address = { host, port: remotingPort(connection) };
  const names = credentialNames({ transport, address, user, password });
  const gate = CredentialGate.of(rejected);
  const askAnew = async () => {
    const session = new PowerShellSession(target, clock);
    try {
      await session.open(await session.probeHost(defaultTimeouts.connectSeconds));
    } finally {
      await session.close(closingMilliseconds);
    }
  };
  return async (work) => {
    // Windows may report a wrong password in this way, too.
    await gate.offer(names, work, (error) => error instanceof AccessDeniedError);
    gate.noteAskable(names, askAnew);
  };
}
