import { connect as connectTcp, type Socket } from "node:net";
import type { Client } from "ssh2";
import type { Clock } from "../../clock";
import { HostKeyError, type NatTraversalError } from "../../errors";
import type { CommandResult } from "../host";
import { offerOnce, passwordExpired, turnedAway } from "./authentication";
import { runOnChannel } from "./command";
import type { SshCredential } from "./credential";
import {
  classify,
  closed,
  type SshAddress,
  type SshPhase,
  type SshProgress,
  silent,
  unreachable,
} from "./failure";
import { type HostKeyPolicy, hostKeyAlgorithms, judgeHostKey } from "./host-key";
import { loadSsh2 } from "./library";

/** Everything needed to open a connection. */
export interface SshTarget extends SshAddress {
  readonly user: string;
  readonly credential: SshCredential;
  readonly policy: HostKeyPolicy;
  /** Seconds between keepalive packets; after three without an answer the link counts as lost. */
  readonly keepaliveSeconds: number;
}

const closingMilliseconds = 1000;
const keepalivesUnanswered = 3;
const longestGreeting = 512;

/**
 * One SSH connection from its TCP connect to its end. It fails once, with the first error; from then on every call
 * rejects with that error. All deadlines are timers of the given clock, and at a deadline the socket is destroyed.
 */
export class SshSession {
  /** Settles when the connection is usable, or has failed. */
  readonly opened: Promise<void>;
  private readonly client: Client;
  private readonly socket: Socket;
  private readonly whenClosed: Promise<void>;
  private phase: SshPhase = "connect";
  private received = "";
  /** Whether the library reports packets in the form that tells the phases of a command apart. */
  private reportsPackets = false;
  private failure: NatTraversalError | undefined;
  private failWork: ((error: NatTraversalError) => void) | undefined;

  constructor(
    private readonly target: SshTarget,
    private readonly clock: Clock,
    connectSeconds: number,
  ) {
    this.socket = connectTcp({ host: target.host, port: target.port, noDelay: true });
    this.whenClosed = new Promise((resolve) => this.socket.once("close", () => resolve()));
    const { Client } = loadSsh2();
    this.client = new Client();
    this.client.on("error", (error) => this.fail(this.nameFailure(error)));
    this.client.on("close", () => this.fail(closed(target, this.progress)));
    this.opened = this.underDeadline(connectSeconds, (done) => this.open(done));
  }

  /** Whether commands can be run, as far as is known. */
  get isOpen(): boolean {
    return this.failure === undefined;
  }

  /** Runs one command line; the caller waits for one to end before it starts the next. */
  execute(commandLine: string, timeoutSeconds: number): Promise<CommandResult> {
    this.phase = this.reportsPackets ? "opening a channel" : "starting the command";
    return this.underDeadline(timeoutSeconds, (done) =>
      runOnChannel(this.client, commandLine, {
        accepted: () => {
          this.phase = "waiting for output";
        },
        failed: (happened, cause) => this.fail(unreachable(this.target, this.progress, happened, cause)),
        done,
      }),
    );
  }

  /** Ends the connection: says goodbye, waits up to one second for the other side, then destroys the socket. */
  async close(): Promise<void> {
    this.fail(
      unreachable(this.target, this.progress, "the connection was closed from this side"),
      "keep socket",
    );
    this.client.end();
    let giveUp = () => {};
    const patience = new Promise<void>((resolve) => {
      giveUp = this.clock.setTimer(closingMilliseconds, resolve);
    });
    await Promise.race([this.whenClosed, patience]);
    giveUp();
    this.socket.destroy();
  }

  private get progress(): SshProgress {
    return {
      phase: this.phase,
      commandMayHaveRun: this.phase === "starting the command" || this.phase === "waiting for output",
      greeting: this.received,
    };
  }

  private open(done: () => void): void {
    const { target, client, socket } = this;
    client.on("handshake", () => {
      if (this.phase === "key exchange") this.phase = "authentication";
    });
    client.on("ready", () => {
      this.phase = "opening a channel";
      done();
    });
    client.on("change password", () => this.fail(passwordExpired(target)));
    socket.once("connect", () => {
      this.phase = "banner";
    });
    client.connect({
      sock: socket,
      username: target.user,
      // The library's own time limit runs on the wall clock.
      readyTimeout: 0,
      keepaliveInterval: target.keepaliveSeconds * 1000,
      keepaliveCountMax: keepalivesUnanswered,
      algorithms: { serverHostKey: hostKeyAlgorithms(target.policy) },
      hostVerifier: (key: Buffer) => this.verify(key),
      authHandler: offerOnce(target, target.credential, (error) => this.fail(error)),
      debug: (report) => this.follow(report),
    });
    this.watchGreeting();
  }

  private verify(key: Buffer): boolean {
    const verdict = judgeHostKey(this.target.policy, key);
    if (verdict.accepted) return true;
    this.fail(
      new HostKeyError({
        attempted: "trust the host's key",
        host: this.target.host,
        happened: `it showed ${verdict.received}, expected was ${verdict.expected}`,
        advice:
          "If the host was reinstalled, compare the key on the host itself (ssh-keygen -l -f ssh_host_…_key.pub) and then state it as hostKey; otherwise another machine may be answering.",
      }),
    );
    return false;
  }

  /** Notes when the peer's identification is complete (RFC 4253 section 4.2), and what came before it. */
  private watchGreeting(): void {
    const listen = (chunk: Buffer) => {
      this.received += chunk.subarray(0, longestGreeting).toString("latin1");
      const identified = /(?:^|\n)SSH-[^\n]*\n/.exec(this.received);
      if (identified === null && this.received.length < longestGreeting) return;
      this.socket.off("data", listen);
      if (identified === null) return;
      this.received = this.received.slice(0, identified.index);
      if (this.phase === "banner") this.phase = "key exchange";
    };
    this.socket.on("data", listen);
  }

  // The library has no event between opening a channel and sending the command over it, and that moment decides
  // whether a command may have run. If its reports ever changed their form, "may have run" is what is assumed.
  private follow(report: string): void {
    if (report.startsWith("Inbound: Received USERAUTH_SUCCESS")) this.reportsPackets = true;
    if (
      this.phase === "opening a channel" &&
      /^Inbound: (?:Received )?CHANNEL_OPEN_CONFIRMATION/.test(report)
    ) {
      this.phase = "starting the command";
    }
  }

  private nameFailure(error: unknown): NatTraversalError {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const said = typeof message === "string" ? message : "";
    // 13, 14 and 15 are AUTH_CANCELLED_BY_USER, NO_MORE_AUTH_METHODS_AVAILABLE and ILLEGAL_USER_NAME (RFC 4253 section 11.1).
    const turned =
      code === 13 || code === 14 || code === 15 || (code === 2 && /authentication failures/i.test(said));
    return this.phase === "authentication" && turned
      ? turnedAway(this.target, said, error)
      : classify(this.target, this.progress, error);
  }

  /** Starts work that ends with `done`, with the connection's failure, or at its deadline, which fails the connection. */
  private underDeadline<T>(seconds: number, start: (done: (result: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      const cancel = this.clock.setTimer(seconds * 1000, () =>
        this.fail(silent(this.target, this.progress, seconds)),
      );
      this.failWork = (error) => {
        cancel();
        reject(error);
      };
      try {
        start((result) => {
          this.failWork = undefined;
          cancel();
          resolve(result);
        });
      } catch (error) {
        this.fail(classify(this.target, this.progress, error));
      }
    });
  }

  private fail(error: NatTraversalError, socket?: "keep socket"): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    this.failWork?.(error);
    this.failWork = undefined;
    if (socket === undefined) this.socket.destroy();
  }
}
