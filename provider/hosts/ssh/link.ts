import type { Duplex } from "node:stream";
import type { AuthHandlerMiddleware, Client, ServerHostKeyAlgorithm } from "ssh2";
import type { NatTraversalError } from "../../errors";
import type { Wait } from "../pausable-clock";
import type { SshTarget } from "./credential";
import type { Dialling, Way } from "./dial";
import { connectConfig, loadSsh2, methodsLeft } from "./library";
import { PhaseTracker } from "./phase-tracker";

/** What becomes of a link. */
export interface LinkEvents {
  /** Whether the key that the host presents is accepted. */
  verify(key: Buffer): boolean;
  /** The host rejected what was offered, and goes on with these methods. */
  rejected(methodsLeft: readonly string[]): void;
  passwordExpired(): void;
  loggedIn(): void;
  /** It has ended, or failed with this error. */
  lost(link: SshLink, error: unknown): void;
}

/** One stream to an SSH server, and the SSH library's client over it. */
export class SshLink {
  readonly client: Client;
  readonly progress: PhaseTracker;
  private readonly dialling: Dialling;
  private stream: Duplex | undefined;
  private whenClosed: Promise<void> = Promise.resolve();

  /** Begins to connect. */
  constructor(
    private readonly target: SshTarget,
    way: Way,
    wait: Wait,
    private readonly events: LinkEvents,
  ) {
    const { Client } = loadSsh2();
    this.client = new Client();
    this.client.on("error", (error) => events.lost(this, error));
    this.client.on("close", () => events.lost(this, undefined));
    this.dialling = way.dial(target, wait);
    this.progress = new PhaseTracker(target, () => this.dialling.addresses);
  }

  /** Whether there was a stream to the server: what failed before, failed on the way there. */
  get reached(): boolean {
    return this.stream !== undefined;
  }

  /** What broke the way, if it was not the server. */
  get broken() {
    return this.dialling.broken();
  }

  /** The failure if there is no stream after so many seconds. */
  overdue(seconds: number): NatTraversalError {
    return this.dialling.overdue(seconds);
  }

  /** Shakes hands and logs in over the stream, once there is one and if it is still wanted then. */
  async open(
    hostKeys: () => ServerHostKeyAlgorithm[],
    answer: AuthHandlerMiddleware,
    isWanted: () => boolean,
  ): Promise<void> {
    const { client, events, progress } = this;
    const stream = await this.dialling.stream;
    if (!isWanted()) {
      stream.destroy();
      return;
    }
    this.stream = stream;
    this.whenClosed = new Promise((resolve) => stream.once("close", () => resolve()));
    client.on("handshake", () => progress.keysExchanged());
    client.on("ready", () => {
      progress.loggedIn();
      events.loggedIn();
    });
    client.on("change password", () => events.passwordExpired());
    client.connect(
      connectConfig(this.target, stream, hostKeys(), {
        hostVerifier: (key: Buffer) => events.verify(key),
        authHandler: answer,
        debug: (report) => this.follow(report),
      }),
    );
    progress.reached(stream);
  }

  /** Says goodbye, and waits until the other side has hung up or `patience` is over; then the stream is destroyed. */
  async close(patience: Promise<void>): Promise<void> {
    this.client.end();
    await Promise.race([this.whenClosed, patience]);
    this.destroy();
  }

  /** Stops connecting; a stream is left alone. */
  giveUp(): void {
    this.dialling.giveUp();
  }

  /** Ends the stream at once. */
  destroy(): void {
    this.stream?.destroy();
  }

  private follow(report: string): void {
    this.progress.libraryReported(report);
    const left = methodsLeft(report);
    if (left !== undefined) this.events.rejected(left);
  }
}
