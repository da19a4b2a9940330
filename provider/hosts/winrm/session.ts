import type { Socket } from "node:net";
import { type Clock, longestAtOnce, readingTurn } from "../../clock";
import { UnreachableError } from "../../errors";
import { ConnectionLifetime } from "../connection-lifetime";
import type { CredentialGate } from "../credential-gate";
import type { CredentialNames } from "../credential-names";
import { PausableClock } from "../pausable-clock";
import { TcpDialling, type TcpNetwork } from "../tcp-dial";
import { type SoapChannel, type SoapReply, soapChannel } from "./authentication";
import type { WinrmCredential } from "./credential";
import { httpPort, httpsPort, type WinrmEndpoint } from "./dial";
import { classify, httpOnly, type WinrmPhase, type WinrmProgress, winrmFailures } from "./failure";
import { httpError } from "./http-errors";
import { HttpExchange } from "./http-exchange";
import { secure, type TlsTrust } from "./tls";

/** A listener on the same host answers at once, or not at all. */
const longestLookMilliseconds = 1_000;

/** Everything needed to open a connection. */
export interface WinrmTarget {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly endpoint: WinrmEndpoint;
  readonly credential: WinrmCredential;
  readonly trust: TlsTrust;
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
  private readonly diallings: TcpDialling[] = [];
  private readonly sockets = new Set<Socket>();
  private phase: WinrmPhase = "connect";
  /** Whether port 5985 was seen to accept connections, where HTTPS does not. */
  private httpAnswers = false;
  private http: HttpExchange | undefined;
  private channel: SoapChannel | undefined;
  private carried = false;
  private readonly clock: PausableClock;
  private readonly lifetime: ConnectionLifetime<Error>;

  constructor(
    private readonly target: WinrmTarget,
    clock: Clock,
    connectSeconds: number,
    private readonly network?: TcpNetwork,
  ) {
    this.clock = new PausableClock(clock);
    this.lifetime = new ConnectionLifetime(this.clock, {
      late: (seconds) => this.explained(winrmFailures.silent(this.progress, seconds)),
      named: (error) => this.explained(classify(this.progress, error)),
      release: () => {
        for (const dialling of this.diallings) dialling.giveUp();
        // TLS before the TCP connection below it: the other way round Node crashes in the turn in which a handshake ends.
        for (const socket of [...this.sockets].reverse()) socket.destroy();
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

  /** How long its credential has waited for its turn: none of that is the host's fault, and no limit runs meanwhile. */
  get waitedMilliseconds(): number {
    return this.clock.waitedMilliseconds;
  }

  /** Where things stand, for errors about what the host said. */
  get progress(): WinrmProgress {
    const { host, endpoint } = this.target;
    return {
      host,
      where: `port ${endpoint.port}`,
      addresses: this.diallings[0]?.addresses,
      phase: this.phase,
    };
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
      const answer = await this.channel.exchange(soap);
      if (answer.text.length > longestAtOnce) await readingTurn();
      const reply = read(answer);
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
    const tcp = await this.reach(connectSeconds);
    const secured = target.endpoint.scheme === "http" ? undefined : await this.secure(tcp);
    this.phase = "authentication";
    this.http = new HttpExchange(secured?.socket ?? tcp, { host: target.host, port: target.endpoint.port });
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
    let begin = () => {};
    this.clock.pauseUntil(
      new Promise<void>((resolve) => {
        begin = resolve;
      }),
    );
    return gate.offer(names, () => {
      begin();
      return work();
    });
  }

  private async reach(connectSeconds: number): Promise<Socket> {
    const { scheme, port } = this.target.endpoint;
    const attempt = this.dial(port).socket.then((socket) => this.keep(socket));
    if (scheme === "http" || port !== httpsPort) return attempt;
    const look = () => this.lookForHttp(Math.min(longestLookMilliseconds, connectSeconds * 250));
    // A firewall drops rather than refuses: the look must be over when the time to connect is.
    const cancel = this.clock.setTimer(connectSeconds * 500, look);
    try {
      return await attempt;
    } catch (error) {
      await look();
      throw error;
    } finally {
      cancel();
    }
  }

  /** Looks, for the message alone, whether the host listens without TLS. Nothing is sent there. */
  private async lookForHttp(milliseconds: number): Promise<void> {
    const dialling = this.dial(httpPort);
    this.httpAnswers = await new Promise<boolean>((resolve) => {
      const cancel = this.clock.setTimer(milliseconds, () => resolve(false));
      const answered = (socket: Socket) => {
        socket.destroy();
        resolve(true);
      };
      dialling.socket.then(answered, () => resolve(false)).finally(cancel);
    });
    dialling.giveUp();
  }

  private explained<E extends Error>(error: E): E | UnreachableError {
    return this.httpAnswers && error instanceof UnreachableError ? httpOnly(error) : error;
  }

  private async secure(tcp: Socket) {
    const { host, trust, credential } = this.target;
    this.phase = "TLS handshake";
    const client = credential.method === "certificate" ? credential : undefined;
    const secured = await secure(tcp, { host, trust, client });
    this.sockets.add(secured.socket);
    return secured;
  }

  private dial(port: number): TcpDialling {
    const { host } = this.target;
    const dialling = new TcpDialling({ host, port }, this.clock, this.network);
    this.diallings.push(dialling);
    return dialling;
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    if (this.lifetime.failedWith !== undefined) socket.destroy();
    return socket;
  }
}
