import type { Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { markerKey, markerName } from "../../nat-traversal/marker";
import type { LastReboot, RebootInputs, SettingFacts } from "../../restart/reboot-state";
import { restartMessage } from "../../restart/restart-message";
import { restartDefaults } from "../../restart/restart-options";
import type { RestartOptions, RestartReport } from "../../restart/run-options";
import { runRestart } from "../../restart/run-restart";
import type { LifecycleContext } from "../context";
import { rememberedBoot } from "./last-reboot";
import { confirmRestart } from "./observe";
import { askForNewcomers, askPermission } from "./permission";

/** What a resumed wait gets at least, however long ago the restart was requested. */
const resumedWaitSeconds = 60;

/** A restart to request, or, with `requestedAt`, one of an earlier run. */
export type Wait = Pick<RestartOptions, "before" | "deadlineAt" | "requestedAt" | "confirmedOn">;

/** Whose restart it is. */
export interface Restarted {
  readonly context: Pick<LifecycleContext, "clock" | "log" | "urn">;
  readonly host: Host;
  readonly news: RebootInputs;
  readonly timeouts: Timeouts;
  /** Since when the restart has been pending, in milliseconds since the Unix epoch. */
  readonly pendingSince: number;
  /** The last restart that an earlier run requested or waited for. */
  readonly last: LastReboot | undefined;
}

/** Requests a restart, if none was, and follows it to its end. Never rejects. */
export function followRestart(
  { context, host, news, timeouts, pendingSince, last }: Restarted,
  wait: Wait,
): Promise<RestartReport> {
  const { clock, log, urn } = context;
  const permission = { context, news, pendingSince, last };
  const isMarked = wait.before.marker.state === "present";
  return runRestart({
    host,
    clock,
    timeouts,
    progress: (text) => log.progress(text),
    request: {
      warningSeconds: news.warningSeconds ?? restartDefaults.warningSeconds,
      message: restartMessage({ change: news.triggers.change, urn }),
      guard: { key: markerKey, valueName: isMarked ? markerName : undefined },
    },
    confirm: (limited) => confirmRestart(limited, news),
    permit: (limited, onlyOver) => askPermission(limited, permission, onlyOver),
    recheck: (limited, onlyOver) => askForNewcomers(limited, permission, onlyOver),
    warning: (text) => log.warning(text),
    ...wait,
  });
}

/** The wait for a restart that an earlier run requested, from when this run began: `at` by the clock's `monotonic`, `on` by the one on the wall. */
export function resumedWait(
  open: LastReboot | undefined,
  setting: SettingFacts,
  began: { readonly at: number; readonly on: number },
  timeoutMilliseconds: number,
): Wait {
  const requestedAt = Date.parse(open?.requested ?? "") || began.on;
  // Between two runs there is only the clock on the wall; a request of tomorrow is one of now.
  const elapsed = Math.max(0, began.on - requestedAt);
  const shortest = Math.min(resumedWaitSeconds * 1_000, timeoutMilliseconds);
  const deadlineAt = began.at + Math.max(timeoutMilliseconds - elapsed, shortest);
  return { before: rememberedBoot(open, setting), deadlineAt, requestedAt };
}
