import type { Socket } from "node:net";
import type { Clock } from "../../clock";
import { ConnectionLifetime } from "../connection-lifetime";
import type { CredentialGate, CredentialNames } from "../credential-gate";
import { PausableClock } from "../pausable-clock";
import { type SoapChannel, type SoapReply, soapChannel } from "./authentication";
import type { WinrmCredential } from "./credential";
import { dial, type EndpointPlan, endpointWords, type TcpConnect, type WinrmEndpoint } from "./dial";
import { classify, isNotTls, type WinrmPhase, type WinrmProgress, winrmFailures } from "./failure";
import { httpError } from "./http-errors";
import { HttpExchange } from "./http-exchange";
import { type SecuredConnection, secure, type TlsTrust } from "./tls";

/** Everything needed to open a connection. */
export interface WinrmTarget {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly plan: EndpointPlan;
  readonly credential: WinrmCredential;
  readonly trust: TlsTrust;
  readonly connectTcp: TcpConnect;
  readonly names: CredentialNames;
  readonly gate: CredentialGate;
}

/**
 * One authenticated connection from its TCP connect to its end. It fails once, with the first error; from then on every
 * call rejects with that error. All deadlines are timers of the given clock, and at a deadline the socket is destroyed.
 */
export class WinrmSession {
  /** Settles when the first message can be sent, or the connection has failed. */
  readonly opened: Promise<void>;
  private readonly sockets = new Set<Socket>();
  private phase: WinrmPhase = "connect";
  private reached: WinrmEndpoint | undefined;
  private http: HttpExchange | undefined;
  private channel: SoapChannel | undefined;
  private carried = false;
  private readonly clock: PausableClock;
  private readonly lifetime: ConnectionLifetime<Error>;
  private waited = 0;

  constructor(
    private readonly target: WinrmTarget,
    clock: Clock,
    connectSeconds: number,
  ) {
    this.clock = new PausableClock(clock);
    this.lifetime = new ConnectionLifetime(this.clock, {
      late: (seconds) => winrmFailures.silent(this.progress, seconds),
      named: (error) => classify(this.progress, error),
      release: () => {
        for (const socket of this.sockets) socket.destroy();
      },
    });
    this.opened = this.within(connectSeconds, () => this.open(connectSeconds));
  }

  /** Whether it has brought a message to the host and its answer back: the login is proven. */
  get hasCarried(): boolean {
    return this.carried;
  }

  /** Whether messages can be sent, as far as is known. */
  get isOpen(): boolean {
    return this.lifetime.failedWith === undefined && (this.http?.isUsable ?? false);
  }

  /** Where it led; known once it is open. */
  get endpoint(): WinrmEndpoint | undefined {
    return this.reached;
  }

  /** How long its credential has waited for its turn: none of that is the host's fault, and no limit runs meanwhile. */
  get waitedMilliseconds(): number {
    return this.waited;
  }

  /** Where things stand, for errors about what the host said. */
  get progress(): WinrmProgress {
    const { host, plan } = this.target;
    const where = this.reached === undefined ? endpointWords(plan) : `port ${this.reached.port}`;
    return { host, where, phase: this.phase };
  }

  /**
   * Sends one message in this phase and reads its answer; the caller waits for one before it sends the next. An answer
   * that `read` cannot read fails the connection too: what else would come over it cannot be known.
   */
  exchange<T>(
    soap: string,
    phase: WinrmPhase,
    timeoutSeconds: number,
    read: (reply: SoapReply) => T,
  ): Promise<T> {
    this.phase = phase;
    return this.within(timeoutSeconds, async () => {
      if (this.channel === undefined) throw new Error("the connection is not open");
      const reply = read(await this.channel.exchange(soap));
      this.carried = true;
      return reply;
    });
  }

  /** Ends the connection; what is under way rejects. */
  close(): void {
    this.lifetime.fail(winrmFailures.cancelled(this.progress));
  }

  private within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    return this.lifetime.during(seconds, async (done) => done(await work()));
  }

  private async open(connectSeconds: number): Promise<void> {
    const { target } = this;
    const dialled = await dial(target.plan, (port) => this.connectTcp(port), this.clock, connectSeconds);
    this.reached = dialled.endpoint;
    const { socket, secured } =
      dialled.endpoint.scheme === "http"
        ? { socket: dialled.socket, secured: undefined }
        : await this.secureOrOtherwise(dialled.socket);
    this.phase = "authentication";
    this.http = new HttpExchange(socket, { host: target.host, port: this.reached.port });
    this.channel = soapChannel({
      host: target.host,
      http: this.http,
      secured,
      credential: target.credential,
      offer: (work) => this.offerInTurn(work),
      errorFor: (answer, attempt) =>
        answer.status === 401 && this.carried
          ? winrmFailures.unreachable(
              this.progress,
              "the host no longer accepts the login of this connection",
            )
          : httpError(this.progress, answer, attempt),
    });
    await this.channel.open();
  }

  private offerInTurn<T>(work: () => Promise<T>): Promise<T> {
    const { gate, names } = this.target;
    const since = this.clock.now();
    let begin = () => {};
    this.clock.pauseUntil(
      new Promise<void>((resolve) => {
        begin = resolve;
      }),
    );
    return gate.offer(names, () => {
      this.waited += this.clock.now() - since;
      begin();
      return work();
    });
  }

  /** TLS, or a new connection without it where that is the plan and what answers does not speak TLS at all. */
  private async secureOrOtherwise(
    tcp: Socket,
  ): Promise<{ socket: Socket; secured: SecuredConnection | undefined }> {
    const { host, trust, credential, plan } = this.target;
    this.phase = "TLS handshake";
    try {
      const client = credential.method === "certificate" ? credential : undefined;
      const secured = await secure(tcp, { host, trust, client });
      this.sockets.add(secured.socket);
      return { socket: secured.socket, secured };
    } catch (error) {
      const { otherwise } = plan;
      if (otherwise?.when !== "not TLS" || !isNotTls(error)) throw error;
      this.phase = "connect";
      this.reached = { scheme: otherwise.scheme, port: otherwise.port };
      const socket = this.connectTcp(otherwise.port);
      await new Promise<void>((resolve, reject) => {
        socket.once("connect", () => resolve());
        socket.once("error", reject);
      });
      return { socket, secured: undefined };
    }
  }

  private connectTcp(port: number): Socket {
    const socket = this.target.connectTcp(port);
    this.sockets.add(socket);
    socket.on("error", () => {});
    if (this.lifetime.failedWith !== undefined) socket.destroy();
    return socket;
  }
}
