import { pause } from "../../clock";
import type { Host } from "../../hosts/host";
import { isTransient } from "../../restart/is-transient";
import type { RebootInputs } from "../../restart/reboot-state";
import type { LifecycleContext } from "../context";
import { type HostObservation, observeHost, refuseOtherMachine } from "./observe";

const askAgainMilliseconds = 1_000;
const progressEveryMilliseconds = 10_000;

/**
 * Looks at the host at least once, and again as long as it may be on its way down or up, until the deadline (milliseconds since the
 * Unix epoch); then throws what went wrong last. Every other error ends it at once, as does another machine than the setting's.
 */
export async function pollHost(
  { clock, log }: LifecycleContext,
  host: Host,
  news: RebootInputs,
  { deadlineAt, restart }: { readonly deadlineAt: number; readonly restart: "underWay" | "perhaps" },
): Promise<HostObservation> {
  const startedAt = clock.now();
  let toldAt = startedAt;
  for (;;) {
    try {
      const look = await observeHost(host, news.setting);
      refuseOtherMachine(host.name, news, look);
      return look;
    } catch (error) {
      if (!isTransient(error, restart) || clock.now() + askAgainMilliseconds >= deadlineAt) throw error;
    }
    if (clock.now() - toldAt >= progressEveryMilliseconds) {
      toldAt = clock.now();
      const elapsed = Math.round((toldAt - startedAt) / 1_000);
      log.progress(`${host.name}: no proper answer, perhaps on its way up, ${elapsed} s`);
    }
    await pause(clock, askAgainMilliseconds);
  }
}
