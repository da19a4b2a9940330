import { lookup } from "node:dns/promises";
import { connect, isIP, isIPv6, type Socket } from "node:net";
import type { Clock } from "../clock";
import { codeOf, connectionReset } from "./failure-texts";

/** What a name stands for, and how an address is connected to. */
export interface TcpNetwork {
  addressesOf(host: string): Promise<readonly string[]>;
  connect(address: string, port: number): Socket;
}

/** The network of the machine that runs Pulumi. */
const systemNetwork: TcpNetwork = {
  addressesOf: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  // A zone may stand in an address; Node's own choice among several addresses is not wanted here.
  connect: (address, port) => connect({ host: address, port, noDelay: true, autoSelectFamily: false }),
};

/** How long an address has to itself before the next one is tried beside it (RFC 8305 section 5). */
const nextAddressMilliseconds = 250;
/** A message names no more addresses than that. */
const mostNamed = 4;

interface Attempt {
  readonly address: string;
  readonly socket: Socket;
  failure: unknown;
}

/**
 * A TCP connection to a host that may have several addresses: they are tried one beside the other, none is given up while the caller
 * waits, and the first one that connects is used. (Node gives each but the last a quarter of a second.)
 */
export class TcpDialling {
  /** Connected; rejects with what Node reports, an AggregateError if there were several addresses. */
  readonly socket: Promise<Socket>;
  private readonly attempts: Attempt[] = [];
  private waiting: readonly string[] = [];
  private winner: Attempt | undefined;
  private isOver = false;
  private cancelNext = () => {};

  constructor(
    private readonly target: { readonly host: string; readonly port: number },
    private readonly clock: Clock,
    private readonly network: TcpNetwork = systemNetwork,
  ) {
    this.socket = new Promise((resolve, reject) => this.begin(resolve, reject));
  }

  /** The address that is connected, or those that were tried and what became of each; undefined for a host that is an address itself. */
  get addresses(): string | undefined {
    if (isIP(this.target.host) !== 0 || this.attempts.length === 0) return undefined;
    if (this.winner !== undefined) return this.winner.address;
    if (this.attempts.length === 1) return this.attempts[0]?.address;
    const named = this.attempts.slice(0, mostNamed).map(outcomeOf);
    const more = this.attempts.length - named.length;
    return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  }

  /** Stops connecting; a socket that was handed out is left alone. */
  giveUp(): void {
    this.isOver = true;
    this.cancelNext();
    for (const attempt of this.attempts) if (attempt !== this.winner) attempt.socket.destroy();
  }

  private begin(resolve: (socket: Socket) => void, reject: (error: unknown) => void): void {
    const { host } = this.target;
    const start = (addresses: readonly string[]) => {
      this.waiting = alternating(addresses);
      this.next(resolve, reject);
    };
    if (isIP(host) !== 0) start([host]);
    else this.network.addressesOf(host).then(start).catch(reject);
  }

  private next(resolve: (socket: Socket) => void, reject: (error: unknown) => void): void {
    this.cancelNext();
    if (this.isOver) return;
    const [address, ...others] = this.waiting;
    if (address === undefined) {
      const failures = this.attempts.map(({ failure }) => failure);
      if (failures.every((failure) => failure !== undefined))
        reject(failures.length === 1 ? failures[0] : new AggregateError(failures));
      return;
    }
    this.waiting = others;
    const goOn = () => this.next(resolve, reject);
    this.attempt(address, resolve, goOn);
    if (others.length > 0) this.cancelNext = this.clock.setTimer(nextAddressMilliseconds, goOn);
  }

  private attempt(address: string, resolve: (socket: Socket) => void, failed: () => void): void {
    const socket = this.network.connect(address, this.target.port);
    const attempt: Attempt = { address, socket, failure: undefined };
    this.attempts.push(attempt);
    const fail = (error: unknown) => {
      if (attempt.failure !== undefined || this.winner !== undefined) return;
      attempt.failure = error;
      failed();
    };
    socket.once("connect", () => {
      if (this.isOver || this.winner !== undefined) {
        socket.destroy();
        return;
      }
      this.winner = attempt;
      this.giveUp();
      resolve(socket);
    });
    // Also for the time in which nobody else listens: an error without a listener ends the process.
    socket.on("error", fail);
    socket.once("close", () => fail(connectionReset()));
  }
}

function outcomeOf({ address, failure }: Attempt): string {
  return `${address}: ${failure === undefined ? "no answer" : codeOf(failure) || "failed"}`;
}

/** The addresses so that those of the two families take turns: a family that leads nowhere costs one delay (RFC 8305 section 4). */
function alternating(addresses: readonly string[]): string[] {
  const isFirst = (address: string) => isIPv6(address) === isIPv6(addresses[0] ?? "");
  const first = addresses.filter(isFirst);
  const second = addresses.filter((address) => !isFirst(address));
  const length = Math.max(first.length, second.length);
  return Array.from({ length }, (_, at) => [first[at], second[at]])
    .flat()
    .filter((address) => address !== undefined);
}
