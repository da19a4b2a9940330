import type { Duplex } from "node:stream";
import type { Clock } from "../../clock";
import type { NatTraversalError } from "../../errors";
import type { Wait } from "../pausable-clock";
import { TcpDialling } from "../tcp-dial";
import { classify, notReached, type SshAddress, sshFailures } from "./failure";

/** How the bytes of a connection get to an SSH server. */
export interface Way {
  /** Begins to connect; nothing of it outlasts `giveUp`. `wait` is told of waits that do not count for the caller. */
  dial(address: SshAddress, wait: Wait): Dialling;
}

/** A stream to an SSH server that is being opened, and what is known of its way. */
export interface Dialling {
  /** A stream that is connected, whose first bytes are the server's own; rejects with a NatTraversalError. */
  readonly stream: Promise<Duplex>;
  /** The failure if there is no stream after so many seconds. */
  overdue(seconds: number): NatTraversalError;
  /** Stops connecting; a stream that comes nevertheless is ended. One that was handed out is left alone. */
  giveUp(): void;
  /** What broke the way of a stream that was handed out, if it was not the server. */
  broken(): BrokenWay | undefined;
  /** The address that the server's name led to, as far as this machine knows it. */
  readonly addresses?: string | undefined;
}

/** Why a way is broken. */
export interface BrokenWay {
  /** A clause. */
  readonly problem: string;
  /** A sentence. */
  readonly hint: string;
}

/** Directly over TCP, from the machine that runs Pulumi. */
export function direct(clock: Clock): Way {
  return { dial: (address) => dialTcp(address, clock) };
}

function dialTcp(address: SshAddress, clock: Clock): Dialling {
  const dialling = new TcpDialling(address, clock);
  const progress = () => notReached(address, dialling.addresses);
  return {
    stream: dialling.socket.catch((error: unknown) => {
      throw classify(progress(), error);
    }),
    overdue: (seconds) => sshFailures.silent(progress(), seconds),
    giveUp: () => dialling.giveUp(),
    broken: () => undefined,
    get addresses() {
      return dialling.addresses;
    },
  };
}
