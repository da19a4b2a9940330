import type { Timeouts } from "../../hosts/connection";
import type { Host } from "../../hosts/host";
import { markerKey, markerName } from "../../nat-traversal/marker";
import type { LastReboot, RebootInputs, SettingFacts } from "../../restart/reboot-state";
import { restartMessage } from "../../restart/restart-message";
import { restartDefaults } from "../../restart/restart-options";
import type { RestartOptions, RestartReport } from "../../restart/run-options";
import { runRestart } from "../../restart/run-restart";
import { installsUpdates } from "../../windows/pending-reasons";
import type { LifecycleContext } from "../context";
import { earlierShutdown, rememberedBoot } from "./last-reboot";
import { confirmRestart } from "./observe";
import { askForNewcomers, askPermission } from "./permission";

/** A restart to request, or, with `requestedAt`, one of an earlier run. */
export type Wait = Pick<
  RestartOptions,
  "before" | "deadlineAt" | "requestedAt" | "lastRequestedAt" | "confirmedOn"
>;

/** Whose restart it is. */
export interface Restarted {
  readonly context: Pick<LifecycleContext, "clock" | "log" | "urn" | "onInterrupt">;
  readonly host: Host;
  readonly news: RebootInputs;
  readonly timeouts: Timeouts;
  /** Since when the restart has been pending, in milliseconds since the Unix epoch. */
  readonly pendingSince: number;
  /** The last restart that an earlier run requested or waited for. */
  readonly last: LastReboot | undefined;
  /** Others' reasons for a restart. */
  readonly pendingReasons: readonly string[];
}

/** Requests a restart, if none was, and follows it to its end. Never rejects. */
export function followRestart(
  { context, host, news, timeouts, pendingSince, last, pendingReasons }: Restarted,
  wait: Wait,
): Promise<RestartReport> {
  const { clock, log, urn } = context;
  const permission = { context, news, pendingSince, last, pendingReasons };
  let isTold = false;
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
    permit: async (limited, onlyOver) => {
      const result = await askPermission(limited, permission, onlyOver);
      if (result.result === "go" && !isTold && pendingReasons.length > 0) {
        isTold = true;
        log.info(`${host.name}: ${besides(pendingReasons)}`);
      }
      return result;
    },
    recheck: (limited, onlyOver) => askForNewcomers(limited, permission, onlyOver),
    onInterrupt: context.onInterrupt,
    warning: (text) => log.warning(text),
    isSecondRequest: last?.change === news.triggers.change && last.cameToNothing === true,
    foreignShutdown: news.foreignShutdown ?? restartDefaults.foreignShutdown,
    ...earlierShutdown(last, news.triggers.change),
    ...wait,
  });
}

/** What people should know before the restart: it does more than they asked for. */
function besides(reasons: readonly string[]): string {
  const longer = installsUpdates(reasons) ? " It will also install updates; expect it to take longer." : "";
  return `the restart is wanted for other reasons, too: ${reasons.join("; ")}.${longer}`;
}

/** How long a resumed wait may be. */
export interface Patience {
  /** By the clock's `monotonic`. */
  readonly now: number;
  readonly timeoutMilliseconds: number;
  readonly connectSeconds: number;
  /** Whether nothing at all came back when this run looked for the host. */
  readonly isSilent: boolean;
}

/** The wait for a restart that an earlier run requested, from when this run began: `at` by the clock's `monotonic`, `on` by the one on the wall. A host that answers, or that installs updates, has its whole time again; a silent one what is left of it, and once that is over it is looked for just once. */
export function resumedWait(
  open: LastReboot | undefined,
  setting: SettingFacts,
  began: { readonly at: number; readonly on: number },
  { now, timeoutMilliseconds, connectSeconds, isSilent }: Patience,
): Wait {
  const requestedAt = Date.parse(open?.requested ?? "") || began.on;
  // Between two runs there is only the clock on the wall; a request of tomorrow is one of now.
  const elapsed = Math.max(0, began.on - requestedAt);
  const isPatient = !isSilent || open?.installsUpdates === true;
  const left = isPatient ? timeoutMilliseconds : timeoutMilliseconds - elapsed;
  const once = now + connectSeconds * 1_000;
  // The first look alone may have taken all the time that a run has.
  const deadlineAt = Math.min(Math.max(began.at + left, once), began.at + timeoutMilliseconds);
  const lastRequestedAt = Date.parse(open?.requestedAgain ?? "") || requestedAt;
  return { before: rememberedBoot(open, setting), deadlineAt, requestedAt, lastRequestedAt };
}
