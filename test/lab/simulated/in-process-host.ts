import { pause, withDeadline } from "../../../provider/clock";
import {
  AuthenticationError,
  type ConnectionPhase,
  HostKeyError,
  UnreachableError,
} from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import {
  type CommandLine,
  type CommandResult,
  type Host,
  type RunLimits,
  renderFor,
} from "../../../provider/hosts/host";
import { carriedBy, noteOpening, requireSameConnection } from "../../../provider/hosts/same-connection";
import { type HalfOpenStage, isOpening, runsBefore, seenHalfOpen } from "./half-open";
import { runPowerShell } from "./powershell-shell";
import type { SimulatedWindows } from "./simulated-windows";

/** After how many seconds a client with keepalive notices that its peer is silently gone. */
const keepaliveGivesUpSeconds = 30;

/**
 * A provider's host over a simulated machine, without a network: it connects, loses its connection when the machine
 * goes down, and meets the script of faults. There is no shell probe: `commands` holds what the caller ran.
 */
export class InProcessHost implements Host {
  /** How often a connection was opened. */
  connections = 0;
  /** How often the machine had gone down when the open connection was made; undefined when none is open. */
  private connectedSince: number | undefined;
  /** The open connection, or the last one. */
  private connection = {};
  private queue: Promise<unknown> = Promise.resolve();
  /** Where the open connection hangs. */
  private hangsAt: HalfOpenStage | undefined;
  /** How often a logon was offered to the machine. */
  logons = 0;
  /** Hosts of one provider share it. */
  gate = CredentialGate.of(new Map());
  private readonly interruptions = new Set<() => void>();

  constructor(
    readonly name: string,
    private readonly windows: SimulatedWindows,
    private readonly shell: "cmd" | "powershell" = "cmd",
  ) {
    windows.power.listen({ wentDown: () => this.loseConnection() });
  }

  run(commandLine: CommandLine, limits: RunLimits = {}): Promise<CommandResult> {
    const turn = this.queue.then(() => this.runNow(renderFor(this.shell, commandLine), limits));
    this.queue = turn.catch(() => {});
    return turn;
  }

  async disconnect(): Promise<void> {
    this.connectedSince = undefined;
  }

  private async runNow(commandLine: string, limits: RunLimits): Promise<CommandResult> {
    requireSameConnection(
      this.name,
      this.connectedSince === undefined ? undefined : this.connection,
      limits.onlyOver,
    );
    if (this.connectedSince === undefined)
      await this.connect(limits.connectTimeoutSeconds ?? defaultTimeouts.connectSeconds, limits.mayBeBooting);
    const seconds = limits.timeoutSeconds ?? defaultTimeouts.commandSeconds;
    try {
      return carriedBy(this.connection, { ...(await this.ask(commandLine, seconds)) });
    } catch (error) {
      this.connectedSince = undefined;
      throw error;
    }
  }

  private ask(commandLine: string, seconds: number): Promise<CommandResult> {
    // A connection that died in silence: the words go nowhere, and only a timer tells.
    if (this.windows.power.state === "down")
      return this.silence(
        Math.min(seconds, keepaliveGivesUpSeconds),
        seenHalfOpen.output,
        seconds <= keepaliveGivesUpSeconds,
      );
    // A machine that has booted since knows nothing of the connection and resets it.
    if (this.connectedSince !== this.windows.power.timesDown) {
      return Promise.reject(this.unreachable("waiting for output", true, "the connection was reset"));
    }
    return this.hangsAt === undefined
      ? this.deliver(commandLine, seconds)
      : this.hang(this.hangsAt, commandLine, seconds);
  }

  private async hang(stage: HalfOpenStage, commandLine: string, seconds: number): Promise<never> {
    if (runsBefore(stage)) await this.windows.deliver(commandLine);
    return this.silence(seconds, seenHalfOpen[stage]);
  }

  private async connect(seconds: number, mayBeBooting: boolean | undefined): Promise<void> {
    const names = { account: "admin", atHost: `admin at ${this.name}` };
    this.gate.noteRestarting(names, mayBeBooting === true);
    this.gate.throwIfRejected(names);
    const connection = { opened: this.open(seconds), waitedMilliseconds: 0 };
    await noteOpening(this.windows.clock, connection);
    await this.gate.offer(names, () => this.logOn());
    this.connection = connection;
    this.connectedSince = this.windows.power.timesDown;
    this.connections++;
  }

  private async logOn(): Promise<void> {
    const { logons } = this.windows.power.behaviour;
    if (logons === "otherHostKey") {
      throw new HostKeyError({
        operation: "verify the host key",
        host: this.name,
        problem: "the host key is not the expected one",
        hint: "Compare it.",
      });
    }
    this.logons++;
    if (logons === "accepted") return;
    throw new AuthenticationError({
      operation: "log in as admin",
      host: this.name,
      problem: "the host rejected the password",
      hint: "Correct it.",
    });
  }

  private async open(seconds: number): Promise<void> {
    const { connectSeconds } = this.windows.power.behaviour;
    if (connectSeconds >= seconds) await this.silence(seconds, seenHalfOpen.connect);
    if (connectSeconds > 0) await pause(this.windows.clock, connectSeconds * 1_000);
    if (this.windows.power.state === "down") {
      if (this.windows.power.behaviour.connections === "silent")
        await this.silence(seconds, seenHalfOpen.connect);
      throw this.unreachable("connect", false, "the connection was refused");
    }
    this.hangsAt = this.windows.hangingConnections.shift();
    if (this.hangsAt !== undefined && isOpening(this.hangsAt))
      await this.silence(seconds, seenHalfOpen[this.hangsAt]);
  }

  private async deliver(commandLine: string, seconds: number): Promise<CommandResult> {
    let interrupt = () => {};
    const interrupted = new Promise<never>((_, reject) => {
      interrupt = () => reject(this.unreachable("waiting for output", true, "the connection was lost"));
    });
    this.interruptions.add(interrupt);
    const run =
      this.shell === "cmd" ? undefined : (line: string) => runPowerShell(this.windows, "powershell", line);
    const work = this.windows.deliver(commandLine, run).then((delivery) => {
      if (delivery.kind === "answered") return delivery.result;
      if (delivery.when === "before") {
        throw this.unreachable("opening a channel", false, "the connection was lost");
      }
      throw this.unreachable("waiting for output", true, "the connection was lost");
    });
    try {
      return await withDeadline(this.windows.clock, seconds * 1000, Promise.race([work, interrupted]), () =>
        this.unreachable("waiting for output", true, `there was no answer within ${seconds} seconds`, true),
      );
    } finally {
      this.interruptions.delete(interrupt);
    }
  }

  private loseConnection(): void {
    if (this.windows.power.behaviour.connections === "silent") return;
    this.connectedSince = undefined;
    for (const interrupt of this.interruptions) interrupt();
  }

  private silence(
    seconds: number,
    { phase, commandMayHaveRun }: (typeof seenHalfOpen)[HalfOpenStage],
    timedOut = true,
  ): Promise<never> {
    return withDeadline(this.windows.clock, seconds * 1000, new Promise<never>(() => {}), () =>
      this.unreachable(phase, commandMayHaveRun, `there was no answer within ${seconds} seconds`, timedOut),
    );
  }

  private unreachable(
    phase: ConnectionPhase,
    commandMayHaveRun: boolean,
    problem: string,
    timedOut = false,
  ): UnreachableError {
    return new UnreachableError({
      operation: "run a command",
      host: this.name,
      problem,
      hint: "Check that the host is up and can be reached.",
      phase,
      commandMayHaveRun,
      timedOut,
    });
  }
}
