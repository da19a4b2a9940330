import type { Clock } from "../clock";
import type { Timeouts } from "../hosts/connection";
import type { Host } from "../hosts/host";
import type { BootSnapshot } from "../nat-traversal/boot-snapshot";
import type { ShutdownRequest } from "../windows/shutdown";
import type { CheckResult, Forbidden, Held } from "./check-restart";
import type { ForeignShutdown, ForeignShutdownPolicy } from "./foreign-shutdown";
import type { RestartState } from "./restart-state";

/** A restart to carry out, or, with `requestedAt`, one of an earlier run to follow to its end. */
export interface RestartOptions {
  readonly host: Host;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  /** Called at each new phase and every 10 s in between. */
  readonly progress: (message: string) => void;
  readonly request: ShutdownRequest;
  readonly before: BootSnapshot;
  /**
   * Makes sure, right before a request, that a restart of the host that answers is what is wanted, and tells the boot that it saw and on
   * which connection: the request goes over that one or not at all. Throws what forbids the restart.
   */
  readonly confirm: (host: Host) => Promise<ConfirmedBoot>;
  /** Whether anything speaks against a restart now, asked over that connection. */
  readonly permit: (host: Host, onlyOver: object | undefined) => Promise<CheckResult>;
  /** Whether anybody speaks against it who has come since Windows took the request, asked over a connection to the same machine. */
  readonly recheck: (host: Host, onlyOver: object | undefined) => Promise<CheckResult>;
  /** Has the request taken back should an interrupt end this process; returns how to say that it cannot be any more. */
  readonly onInterrupt?: ((takeBack: () => Promise<void>) => () => void) | undefined;
  /** Called with what people should know in the end. */
  readonly warning: (message: string) => void;
  /** A connection on which all that has just been seen, for the first request. */
  readonly confirmedOn?: object | undefined;
  /** When, in milliseconds of the clock's `monotonic`, everything must be over: the one deadline. */
  readonly deadlineAt: number;
  /** What to do about a shutdown of somebody else. */
  readonly foreignShutdown?: ForeignShutdownPolicy;
  /** Whether a shutdown that is scheduled may come of a request of an earlier run. */
  readonly mayBeOurs?: boolean;
  /** One that an earlier run met. */
  readonly foreign?: ForeignShutdown | undefined;
  /** Whether an earlier request for the same change seems to have come to nothing. */
  readonly isSecondRequest?: boolean;
  /** When the first request of earlier runs was made, in milliseconds since the Unix epoch. */
  readonly requestedAt?: number | undefined;
  /** When the last one was. */
  readonly lastRequestedAt?: number | undefined;
}

/** A boot in which a restart may be requested. */
export interface ConfirmedBoot {
  readonly boot: BootSnapshot;
  /** Undefined where the host does not tell. */
  readonly connection: object | undefined;
}

/** How it ended: `evidence` if it is proven, `stopped` if a check spoke against it, else `failure`. */
export interface RestartReport {
  /** With its times in milliseconds since the Unix epoch. */
  readonly state: RestartState;
  readonly evidence?: string;
  /** The boot that proved it. */
  readonly boot?: BootSnapshot | undefined;
  readonly failure?: unknown;
  /** What a check said against it. */
  readonly stopped?: Held | Forbidden;
  /** When it was seen to go down, in milliseconds of the clock's `monotonic`; undefined where that was not watched. */
  readonly wentDownAt?: number | undefined;
  /** Milliseconds by which the deadline was put off. */
  readonly overslept?: number;
  /** Whether a request was made that cannot lead to a restart any more. */
  readonly cameToNothing?: boolean;
}
