import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { Clock } from "../../clock";
import { NatTraversalError } from "../../errors";
import { ConnectionLifetime } from "../connection-lifetime";
import type { CommandResult } from "../host";
import { PausableClock, type Wait } from "../pausable-clock";
import { AgentAuth } from "./agent-auth";
import { runOnChannel } from "./command";
import type { SshTarget } from "./credential";
import type { Dialling, Way } from "./dial";
import { classify, closed, type SshAddress, sshFailures, sshProgress, wrongHostKey } from "./failure";
import { evaluateHostKey } from "./host-key";
import { connectConfig, loadSsh2, methodsLeft } from "./library";
import { gatedAuth, isTooManyFailures, type Login, passwordExpired } from "./login";
import { passwordAndKeyAuth } from "./password-and-key-auth";
import { PhaseTracker } from "./phase-tracker";

const closingMilliseconds = 1000;

/**
 * One SSH connection from its first byte to its end, over whatever stream a way leads to. It fails once, with the first error; from
 * then on every call rejects with that error. All deadlines are timers of the given clock, and at a deadline the stream is destroyed.
 */
export class SshSession {
  /** Settles when the connection is usable, or has failed. */
  readonly opened: Promise<void>;
  private readonly clock: PausableClock;
  private readonly client: Client;
  private readonly dialling: Dialling;
  private readonly login: Login;
  private readonly progress: PhaseTracker;
  private stream: Duplex | undefined;
  private whenClosed: Promise<void> = Promise.resolve();
  private readonly lifetime: ConnectionLifetime<NatTraversalError>;
  private saysGoodbye = false;

  /**
   * Without `connectSeconds` there is no deadline for opening: the caller has one of its own, and `tellWaiting` tells it of waits
   * that do not count.
   */
  constructor(
    private readonly target: SshTarget,
    way: Way,
    clock: Clock,
    connectSeconds: number | undefined,
    private readonly tellWaiting: Wait = () => {},
  ) {
    this.progress = new PhaseTracker(target);
    this.clock = new PausableClock(clock);
    this.lifetime = new ConnectionLifetime(this.clock, {
      late: (seconds) => this.overdue(seconds),
      named: (error) => this.nameFailure(error),
      release: () => this.release(),
    });
    const { Client } = loadSsh2();
    this.client = new Client();
    this.client.on("error", (error) => this.fail(this.nameFailure(error)));
    this.client.on("close", () => this.fail(this.broken() ?? closed(this.progress.now)));
    this.login = this.beginLogin();
    this.dialling = way.dial(target, (over) => this.clock.pauseUntil(over));
    this.opened = this.lifetime.during<void>(connectSeconds, async (done) =>
      this.open(await this.dialling.stream, done),
    );
  }

  /** Whether commands can be run, as far as is known. */
  get isOpen(): boolean {
    return this.failedWith === undefined;
  }

  /** What ended the connection; undefined as long as nothing has. */
  get failedWith(): NatTraversalError | undefined {
    return this.lifetime.failedWith;
  }

  /** How long it has waited for the turn of its credential, and for its jump host's. */
  get waitedMilliseconds(): number {
    return this.clock.waitedMilliseconds;
  }

  /** Whether there was a stream to the server: what failed before, failed on the way there. */
  get reached(): boolean {
    return this.stream !== undefined;
  }

  /** Runs one command line; the caller waits for one to end before it starts the next. */
  execute(commandLine: string, timeoutSeconds: number): Promise<CommandResult> {
    this.progress.commandAsked();
    return this.lifetime.during(timeoutSeconds, (done) =>
      this.begun(() =>
        runOnChannel(this.client, commandLine, {
          accepted: () => this.progress.commandAccepted(),
          failed: (problem, cause) => this.fail(sshFailures.unreachable(this.progress.now, problem, cause)),
          done,
        }),
      ),
    );
  }

  /** Has the server connect to a port for us (direct-tcpip, RFC 4254 section 7.2). Rejects with what the SSH library said. */
  forward({ host, port }: SshAddress): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const ask = () =>
        // The originator is for the server's log only.
        this.client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
          if (error !== undefined) reject(error);
          else resolve(channel);
        });
      if (!this.begun(ask)) reject(this.failedWith);
    });
  }

  /** The failure if the caller has waited too long for the connection. */
  overdue(seconds: number): NatTraversalError {
    if (!this.reached) return this.dialling.overdue(seconds);
    return this.login.overdue(seconds) ?? sshFailures.silent(this.progress.now, seconds);
  }

  /** Ends the connection: says goodbye, waits up to one second for the other side, then destroys the stream. */
  async close(): Promise<void> {
    this.saysGoodbye = true;
    this.fail(sshFailures.cancelled(this.progress.now));
    this.client.end();
    let giveUp = () => {};
    const patience = new Promise<void>((resolve) => {
      giveUp = this.clock.setTimer(closingMilliseconds, resolve);
    });
    await Promise.race([this.whenClosed, patience]);
    giveUp();
    this.stream?.destroy();
  }

  /** Ends the connection without waiting for anything. */
  abandon(): void {
    this.fail(sshFailures.unreachable(this.progress.now, "no caller is waiting for the connection any more"));
  }

  private beginLogin(): Login {
    const { target } = this;
    const fail = (error: NatTraversalError) => this.fail(error);
    return target.credential.method === "agent"
      ? new AgentAuth(target, target.credential, fail)
      : passwordAndKeyAuth(target, target.credential, fail);
  }

  private open(stream: Duplex, done: () => void): void {
    if (!this.isOpen) {
      stream.destroy();
      return;
    }
    const { target, client } = this;
    this.stream = stream;
    this.whenClosed = new Promise((resolve) => stream.once("close", () => resolve()));
    client.on("handshake", () => this.progress.keysExchanged());
    client.on("ready", () => {
      this.login.end();
      this.progress.loggedIn();
      done();
    });
    client.on("change password", () => this.fail(passwordExpired(target)));
    client.connect(
      connectConfig(target, stream, {
        hostVerifier: (key: Buffer) => this.verify(key),
        authHandler: gatedAuth(this.login.answer, target, {
          opened: this.opened,
          isOpen: () => this.isOpen,
          wait: (over) => {
            this.clock.pauseUntil(over);
            this.tellWaiting(over);
          },
          fail: (error) => this.fail(this.nameFailure(error)),
        }),
        debug: (report) => this.follow(report),
      }),
    );
    this.progress.reached(stream);
  }

  /** Begins something on the connection; false if the server had closed it without an error. */
  private begun(start: () => void): boolean {
    try {
      start();
      return true;
    } catch (error) {
      // The library throws before it has sent anything.
      const progress = sshProgress(this.target, "opening a channel");
      this.fail(sshFailures.unreachable(progress, "the connection was already closed", error));
      return false;
    }
  }

  private verify(key: Buffer): boolean {
    const result = evaluateHostKey(this.target.policy, key);
    if (result.accepted) return true;
    this.fail(wrongHostKey(this.target, result));
    return false;
  }

  private follow(report: string): void {
    this.progress.libraryReported(report);
    const left = methodsLeft(report);
    if (left !== undefined) this.login.rejected(left);
  }

  private nameFailure(error: unknown): NatTraversalError {
    if (error instanceof NatTraversalError) return error;
    const { code, message } = error as { code?: unknown; message?: unknown };
    const said = typeof message === "string" ? message : "";
    if (this.progress.now.phase === "authentication" && isTooManyFailures(code, said))
      return this.login.tooManyFailures(said, error);
    return this.broken(error) ?? classify(this.progress.now, error);
  }

  /** The failure where it is the way that broke, and not the server. */
  private broken(cause?: unknown): NatTraversalError | undefined {
    const broken = this.dialling.broken();
    return broken && sshFailures.unreachable(this.progress.now, broken.problem, cause, broken.hint);
  }

  private fail(error: NatTraversalError): void {
    this.lifetime.fail(error);
  }

  private release(): void {
    this.login.end();
    this.dialling.giveUp();
    if (!this.saysGoodbye) this.stream?.destroy();
  }
}
