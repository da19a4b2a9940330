import type { Duplex } from "node:stream";
import type { Clock } from "../../clock";
import { NatTraversalError } from "../../errors";
import { ConnectionLifetime } from "../connection-lifetime";
import type { CommandResult } from "../host";
import { PausableClock, type Wait } from "../pausable-clock";
import { AgentAuth } from "./agent-auth";
import { runOnChannel } from "./command";
import type { SshTarget } from "./credential";
import type { Way } from "./dial";
import { classify, closed, type SshAddress, sshFailures, sshProgress, wrongHostKey } from "./failure";
import { GatedAuth } from "./gated-auth";
import { HostKeySearch } from "./host-key-search";
import { SshLink } from "./link";
import { isTooManyFailures, type Login, passwordExpired } from "./login";
import { passwordAndKeyAuth } from "./password-and-key-auth";

const closingMilliseconds = 1000;

/**
 * One SSH connection from its first byte to its end, over whatever stream a way leads to. It fails once, with the first error; from
 * then on every call rejects with that error. All deadlines are timers of the given clock, and at a deadline the stream is destroyed.
 * Before anything is offered another link may take the place of the first: to see another key of the host, or where the host hung up
 * while the credential waited for its turn.
 */
export class SshSession {
  /** Settles when the connection is usable, or has failed. */
  readonly opened: Promise<void>;
  private readonly clock: PausableClock;
  private readonly login: Login;
  private readonly auth: GatedAuth;
  private readonly hostKeys: HostKeySearch;
  private link: SshLink;
  private loggedIn = () => {};
  private readonly lifetime: ConnectionLifetime<NatTraversalError>;
  private saysGoodbye = false;
  /** Whether a command has ended on it: the host may not have freed its session yet when the next one is asked for. */
  private hasRun = false;

  /**
   * Without `connectSeconds` there is no deadline for opening: the caller has one of its own, and `tellWaiting` tells it of waits
   * that do not count.
   */
  constructor(
    private readonly target: SshTarget,
    private readonly way: Way,
    clock: Clock,
    connectSeconds: number | undefined,
    tellWaiting: Wait = () => {},
  ) {
    this.clock = new PausableClock(clock);
    this.hostKeys = new HostKeySearch(target.policy);
    this.lifetime = new ConnectionLifetime(this.clock, {
      late: (seconds) => this.overdue(seconds),
      named: (error) => this.nameFailure(error),
      release: () => this.release(),
    });
    this.login = this.beginLogin();
    this.link = this.dial();
    this.opened = this.lifetime.during<void>(connectSeconds, (done) => {
      this.loggedIn = done;
      return this.openLink();
    });
    this.auth = new GatedAuth(this.login, target, {
      opened: this.opened,
      isOpen: () => this.isOpen,
      wait: (over) => {
        this.clock.pauseUntil(over);
        tellWaiting(over);
      },
      fail: (error) => this.fail(this.nameFailure(error)),
    });
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
    return this.link.reached;
  }

  /** Runs one command line; the caller waits for one to end before it starts the next. */
  execute(commandLine: string, mostBytes: number, timeoutSeconds: number): Promise<CommandResult> {
    const { client, progress } = this.link;
    return this.lifetime.during<CommandResult>(timeoutSeconds, (done) => {
      const start = () =>
        runOnChannel(
          client,
          { commandLine, mostBytes, hasRun: this.hasRun },
          {
            asked: () => progress.commandAsked(),
            accepted: () => progress.commandAccepted(),
            later: (milliseconds, ask) => {
              this.clock.setTimer(milliseconds, () => void (this.isOpen && this.begun(ask)));
            },
            failed: (problem, cause) => this.fail(sshFailures.unreachable(progress.now, problem, cause)),
            done: (result) => {
              this.hasRun = true;
              done(result);
            },
          },
        );
      this.begun(start);
    });
  }

  /** Has the server connect to a port for us (direct-tcpip, RFC 4254 section 7.2). Rejects with what the SSH library said. */
  forward({ host, port }: SshAddress): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const ask = () =>
        // The originator is for the server's log only.
        this.link.client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
          if (error !== undefined) reject(error);
          else resolve(channel);
        });
      if (!this.begun(ask)) reject(this.failedWith);
    });
  }

  /** The failure if the caller has waited too long for the connection. */
  overdue(seconds: number): NatTraversalError {
    if (!this.reached) return this.link.overdue(seconds);
    return this.login.overdue(seconds) ?? sshFailures.silent(this.link.progress.now, seconds);
  }

  /** Ends the connection: says goodbye, waits up to one second for the other side, then destroys the stream. */
  async close(): Promise<void> {
    this.saysGoodbye = true;
    this.fail(sshFailures.cancelled(this.link.progress.now));
    let giveUp = () => {};
    const patience = new Promise<void>((resolve) => {
      giveUp = this.clock.setTimer(closingMilliseconds, resolve);
    });
    await this.link.close(patience);
    giveUp();
  }

  /** Ends the connection without waiting for anything. */
  abandon(): void {
    this.fail(
      sshFailures.unreachable(this.link.progress.now, "no caller is waiting for the connection any more"),
    );
  }

  private beginLogin(): Login {
    const { target } = this;
    const fail = (error: NatTraversalError) => this.fail(error);
    return target.credential.method === "agent"
      ? new AgentAuth(target, target.credential, fail)
      : passwordAndKeyAuth(target, target.credential, fail);
  }

  private dial(): SshLink {
    return new SshLink(this.target, this.way, (over) => this.clock.pauseUntil(over), {
      verify: (key) => this.verify(key),
      rejected: (methodsLeft) => this.login.rejected(methodsLeft),
      passwordExpired: () => this.fail(passwordExpired(this.target)),
      loggedIn: () => {
        this.login.end();
        this.loggedIn();
      },
      lost: (link, error) => this.lost(link, error),
    });
  }

  private openLink(): Promise<void> {
    return this.link.open(
      () => this.hostKeys.algorithms,
      (methodsLeft, partialSuccess, next) => this.auth.answer(methodsLeft, partialSuccess, next),
      () => this.isOpen,
    );
  }

  /** Puts another link in the place of one that is of no use any more. */
  private dialAgain(): void {
    this.link = this.dial();
    this.openLink().catch((error: unknown) => this.fail(this.nameFailure(error)));
  }

  private lost(link: SshLink, error: unknown): void {
    if (link !== this.link) link.destroy();
    else if (this.isOpen && this.auth.isWaiting) this.auth.reopenAtTurn(() => this.dialAgain());
    else if (error !== undefined) this.fail(this.nameFailure(error));
    else this.fail(this.broken() ?? closed(link.progress.now));
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
    this.hostKeys.noteOffered(this.link.progress.hostKeyAlgorithms);
    const result = this.hostKeys.evaluate(key);
    if (result === undefined) this.dialAgain();
    else if (!result.accepted) this.fail(wrongHostKey(this.target, result));
    return result?.accepted === true;
  }

  private nameFailure(error: unknown): NatTraversalError {
    if (error instanceof NatTraversalError) return error;
    const { now } = this.link.progress;
    const { code, message } = error as { code?: unknown; message?: unknown };
    const said = typeof message === "string" ? message : "";
    if (now.phase === "authentication" && isTooManyFailures(code, said))
      return this.login.tooManyFailures(said, error);
    return this.broken(error) ?? classify(now, error);
  }

  /** The failure where it is the way that broke, and not the server. */
  private broken(cause?: unknown): NatTraversalError | undefined {
    const { broken, progress } = this.link;
    return broken && sshFailures.unreachable(progress.now, broken.problem, cause, broken.hint);
  }

  private fail(error: NatTraversalError): void {
    this.lifetime.fail(error);
  }

  private release(): void {
    this.login.end();
    this.link.giveUp();
    if (!this.saysGoodbye) this.link.destroy();
  }
}
