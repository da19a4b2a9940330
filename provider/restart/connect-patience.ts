import type { Clock } from "../clock";
import { UnreachableError } from "../errors";
import type { Timeouts } from "../hosts/connection";
import type { CommandResult } from "../hosts/host";
import { openingSecondsOf } from "../hosts/same-connection";
import { connectSecondsAfter } from "./retry-policy";

/** Timers are a little early. */
const earlyMilliseconds = 100;

/** Whether an attempt has used up the seconds that it had to connect, without any response. */
export function isSilence(error: unknown, elapsedSeconds: number, connectSeconds: number): boolean {
  const isConnecting = error instanceof UnreachableError && error.phase === "connect";
  return isConnecting && elapsedSeconds * 1_000 >= connectSeconds * 1_000 - earlyMilliseconds;
}

/** How long a host is given to connect, from what connecting to it has shown so far. */
export class ConnectPatience {
  private neededSeconds = 0;
  /** Since when every attempt has used up its time without any response. */
  private silentSince: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly timeouts: Timeouts,
  ) {}

  /** Makes the call with the seconds that it has to connect, and learns from what comes of it. */
  async during(
    lastFailure: unknown,
    call: (connectSeconds: number) => Promise<CommandResult>,
  ): Promise<CommandResult> {
    const startedAt = this.clock.monotonic();
    const { neededSeconds, silentSince = startedAt } = this;
    const history = { neededSeconds, silentSeconds: (startedAt - silentSince) / 1_000 };
    const seconds = connectSecondsAfter(lastFailure, this.timeouts, history);
    try {
      const result = await call(seconds);
      this.silentSince = undefined;
      this.neededSeconds = Math.max(neededSeconds, openingSecondsOf(result) ?? 0);
      return result;
    } catch (error) {
      const elapsed = this.clock.monotonic() - startedAt;
      if (isSilence(error, elapsed / 1_000, seconds)) this.silentSince ??= startedAt;
      throw error;
    }
  }
}
