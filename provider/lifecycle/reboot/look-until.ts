import { pause } from "../../clock";
import { UnreachableError } from "../../errors";
import type { Host } from "../../hosts/host";
import type { SettingFacts } from "../../reboot/reboot-state";
import type { LifecycleContext } from "../context";
import { type HostLook, lookAtHost } from "./look";

const askAgainMilliseconds = 1_000;
const progressEveryMilliseconds = 10_000;

/**
 * Looks at the host at least once, and again as long as it cannot be reached, until the deadline (milliseconds since the Unix epoch);
 * then throws the last UnreachableError. Every other error ends it at once.
 */
export async function lookUntil(
  { clock, log }: LifecycleContext,
  host: Host,
  setting: SettingFacts,
  deadlineAt: number,
): Promise<HostLook> {
  const startedAt = clock.now();
  let toldAt = startedAt;
  for (;;) {
    try {
      return await lookAtHost(host, setting);
    } catch (error) {
      if (!(error instanceof UnreachableError) || clock.now() + askAgainMilliseconds >= deadlineAt)
        throw error;
    }
    if (clock.now() - toldAt >= progressEveryMilliseconds) {
      toldAt = clock.now();
      const elapsed = Math.round((toldAt - startedAt) / 1_000);
      log.progress(`${host.name}: not answering, perhaps on its way up, ${elapsed} s`);
    }
    await pause(clock, askAgainMilliseconds);
  }
}
