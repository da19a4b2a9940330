import { type Clock, longestAtOnce, readingTurn, withDeadline } from "../../clock";
import { NatTraversalError } from "../../errors";
import { type CommandResult, usualAnswerBytes } from "../host";
import { openedIn } from "../same-connection";
import { probeTcp, type TcpProbe } from "../tcp-probe";
import { classify } from "./error-classification";
import type { Executable } from "./executable";
import {
  endedSilently,
  lateCommand,
  noAnswer,
  type PowerShellPhase,
  type PowerShellProgress,
  powershellFailures,
  printedTooMuch,
  restricted,
  silent,
  tooMuchOutput,
} from "./failure";
import { PrintedTooMuchError } from "./output-limit";
import { type Answer, readScriptOutput } from "./script-output";
import {
  closeSessionScript,
  definitionScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
  secretLines,
} from "./scripts";
import {
  EndedFromHereError,
  fullLanguage,
  ProcessEndedError,
  type ScriptOutput,
  ShellProcess,
} from "./shell-process";
import { ended, notOnPath, notStarted, notWindows } from "./start-failure";

/** Everything needed to run commands through PowerShell. */
export interface PowerShellTarget {
  /** The host as the user wrote it. */
  readonly host: string;
  /** The PowerShell to start on the machine that runs Pulumi. */
  readonly executable: Executable;
  /** The other computer; none for the machine that runs Pulumi. */
  readonly remote: RemoteTarget | undefined;
}

/** Another computer, and who we are there; without a user the logon of the account that runs Pulumi. */
export interface RemoteTarget {
  readonly port: number;
  readonly useTls: boolean;
  readonly credential: { readonly user: string; readonly password: string } | undefined;
}

/**
 * One PowerShell process and, for another computer, one remoting session in it. Either is made again when it is gone: the process
 * outlives a computer that restarts. All deadlines are timers of the given clock, and at a deadline the process is ended.
 */
export class PowerShellSession {
  private process: ShellProcess | undefined;
  private phase: PowerShellPhase = "opening a shell";
  /** Of the remoting session: "uncertain" where it may be open but cannot be used. */
  private session: "none" | "open" | "uncertain" = "none";
  /** A new one for each remoting session. */
  private opened = {};
  private probedInSeconds = 0;
  private addresses: () => string | undefined = () => undefined;

  constructor(
    private readonly target: PowerShellTarget,
    private readonly clock: Clock,
    private readonly probe: TcpProbe = probeTcp,
  ) {}

  /** Whether commands run on the machine that runs Pulumi. */
  get isLocal(): boolean {
    return this.target.remote === undefined;
  }

  /** Whether commands can be run, as far as is known. */
  get isOpen(): boolean {
    const isUsable = this.isLocal || this.session === "open";
    return isUsable && this.process?.isAlive === true;
  }

  /** What tells this connection from the next one; undefined where none is open. */
  get connection(): object | undefined {
    if (!this.isOpen) return undefined;
    return this.isLocal ? this.process : this.opened;
  }

  /** Makes sure that the other computer, if there is one, accepts connections; gives what is left of the seconds. */
  async probeHost(connectSeconds: number): Promise<number> {
    const { host, remote } = this.target;
    if (remote === undefined || this.isOpen) return connectSeconds;
    const startedAt = this.clock.monotonic();
    this.phase = "connect";
    const attempt = this.probe(host, remote.port, this.clock);
    this.addresses = () => attempt.addresses;
    await this.underDeadline(connectSeconds, attempt.reached, attempt.stop).catch((error: unknown) => {
      throw error instanceof NatTraversalError ? error : powershellFailures.network(this.progress, error);
    });
    this.probedInSeconds = (this.clock.monotonic() - startedAt) / 1000;
    return Math.max(connectSeconds - this.probedInSeconds, 0);
  }

  /** The failure of a call that was cancelled before its turn. */
  cancelled(): NatTraversalError {
    return powershellFailures.cancelled({ ...this.progress, phase: "connect" }, "before the command started");
  }

  /** Makes it usable. */
  async open(connectSeconds: number): Promise<void> {
    if (this.isOpen) return;
    try {
      await this.underDeadline(connectSeconds, this.openNow(connectSeconds));
    } catch (error) {
      // Whatever was started is not the PowerShell that we can use.
      if (this.phase === "opening a shell") this.endProcess();
      throw error;
    }
  }

  /** Runs one command line in cmd; the caller waits for one to end before it starts the next. */
  async run(commandLine: string, mostBytes: number, timeoutSeconds: number): Promise<CommandResult> {
    this.phase = "waiting for output";
    // A second, or half of a shorter time, is left for the answer: what ends the command itself ends all that it has started.
    const milliseconds = Math.ceil(Math.max(timeoutSeconds - 1, timeoutSeconds / 2) * 1000);
    const bounds = { milliseconds, mostBytes };
    const script = this.isLocal ? runScript(commandLine, bounds) : runRemotelyScript(commandLine, bounds);
    try {
      // The answer comes as base64.
      const mostPrinted = Math.ceil((mostBytes * 4) / 3) + usualAnswerBytes;
      const said = await this.underDeadline(timeoutSeconds, this.carryOut(script, mostPrinted));
      if (said.output.length > longestAtOnce) await readingTurn();
      return this.resultIn(said, mostBytes, timeoutSeconds);
    } catch (error) {
      // A session that failed once may be broken for good; a new one costs little.
      if (this.session === "open") this.session = "uncertain";
      throw error;
    }
  }

  /** Closes the remoting session and ends the process, within so many milliseconds. Never rejects. */
  async close(patienceMilliseconds: number): Promise<void> {
    const { process } = this;
    const lastScript = this.session === "none" ? undefined : closeSessionScript;
    this.process = undefined;
    this.session = "none";
    await process?.end(this.clock, patienceMilliseconds, lastScript);
  }

  private async openNow(connectSeconds: number): Promise<void> {
    if (this.process?.isAlive !== true) await this.startProcess();
    const { host, remote } = this.target;
    if (remote === undefined) return;
    this.phase = "authentication";
    if (this.session === "uncertain") await this.carryOut(closeSessionScript);
    const { port, useTls, credential } = remote;
    if (credential !== undefined) this.process?.writeLines(secretLines(credential.password));
    // From here on there may be one, whatever becomes of it.
    this.session = "uncertain";
    const request = { host, port, useTls, user: credential?.user, openSeconds: connectSeconds };
    const said = await this.carryOut(openSessionScript(request));
    const answer = readScriptOutput(said.output);
    if (answer.kind === "failed") throw classify(this.progress, answer);
    if (answer.kind !== "opened") throw noAnswer(this.progress, said);
    if (answer.mode !== fullLanguage) throw restricted(this.progress, "on that computer", answer.mode);
    this.session = "open";
    this.opened = {};
    openedIn(this.probedInSeconds, this.opened);
  }

  private async startProcess(): Promise<void> {
    this.phase = "opening a shell";
    this.session = "none";
    const { path } = this.target.executable;
    if (path === undefined) throw notOnPath(this.progress);
    this.process = new ShellProcess(path);
    const { mode, system } = await this.process.languageMode(this.clock);
    if (system !== undefined && mode !== "" && system !== "Windows_NT") throw notWindows(this.progress);
    if (mode === "") throw noAnswer(this.progress, { output: "", errorOutput: "" });
    if (mode !== fullLanguage) {
      throw restricted(this.progress, "on the machine that runs Pulumi", mode);
    }
    const said = await this.carryOut(definitionScript);
    // Its error stream alone tells nothing: some machines print there whatever they are asked.
    if (readScriptOutput(said.output).kind !== "ready") throw noAnswer(this.progress, said);
  }

  private carryOut(script: string, mostBytes?: number): Promise<ScriptOutput> {
    if (this.process === undefined) return Promise.reject(new EndedFromHereError());
    return this.process.carryOut(script, mostBytes);
  }

  private underDeadline<T>(seconds: number, work: Promise<T>, stop?: () => void): Promise<T> {
    return withDeadline(this.clock, seconds * 1000, work, () => {
      const error = silent(this.progress, seconds);
      if (stop === undefined) this.endProcess();
      else stop();
      return error;
    }).catch((error: unknown) => {
      if (error instanceof EndedFromHereError) throw powershellFailures.cancelled(this.progress);
      if (error instanceof PrintedTooMuchError) throw printedTooMuch(this.progress, error.mostBytes);
      throw error instanceof ProcessEndedError ? ended(this.progress, error) : error;
    });
  }

  private endProcess(): void {
    this.process?.kill();
    this.process = undefined;
    this.session = "none";
  }

  private get progress(): PowerShellProgress {
    const { host, executable, remote } = this.target;
    const where = remote === undefined ? undefined : `port ${remote.port}`;
    const { name, onWindows } = executable;
    return { host, executable: name, onWindows, where, addresses: this.addresses(), phase: this.phase };
  }

  private resultIn(said: ScriptOutput, mostBytes: number, timeoutSeconds: number): CommandResult {
    const { progress } = this;
    const answer: Answer = readScriptOutput(said.output);
    switch (answer.kind) {
      case "ran":
        // Where it runs somebody may keep another bound than the one that was asked for.
        if (answer.result.output.length + answer.result.errorOutput.length > mostBytes)
          throw tooMuchOutput(progress, mostBytes);
        return answer.result;
      case "failed":
        throw classify(progress, answer);
      case "unstarted":
        throw notStarted(progress, answer);
      case "late":
        throw lateCommand(progress, timeoutSeconds);
      case "toomuch":
        throw tooMuchOutput(progress, mostBytes);
      default: {
        const isSilent = said.output.trim() === "" && said.errorOutput.trim() === "";
        throw isSilent && !this.isLocal ? endedSilently(progress) : noAnswer(progress, said);
      }
    }
  }
}
