import type { Host } from "../../hosts/host";
import { type CheckResult, checkRestart, forbidden } from "../../restart/check-restart";
import { expectedSeconds } from "../../restart/forecast";
import { askForObstacles } from "../../restart/obstacles";
import type { LastReboot, RebootInputs } from "../../restart/reboot-state";
import { restartDefaults } from "../../restart/restart-options";
import { ask } from "../../windows/fact";
import type { LifecycleContext } from "../context";

/** Of whom, and since when, a restart is required. */
export interface PermissionRequest {
  readonly context: Pick<LifecycleContext, "clock">;
  readonly news: RebootInputs;
  /** Since when the restart has been pending, in milliseconds since the Unix epoch. */
  readonly pendingSince: number;
  readonly last: LastReboot | undefined;
}

/** Reads what speaks against a restart over the connection on which the host was observed, and checks it. Throws what `run` throws, and what forbids the restart. */
export async function askPermission(
  host: Host,
  { context, news, pendingSince, last }: PermissionRequest,
  onlyOver: object | undefined,
): Promise<Exclude<CheckResult, { result: "fail" }>> {
  const found = await ask(host, askForObstacles(), { onlyOver });
  if (found.state === "unread") return { result: "held", how: "guarded", reason: unread(found.came) };
  const result = checkRestart({
    found: found.values,
    options: news,
    now: context.clock.now(),
    pendingSince,
    expectedSeconds: expectedSeconds(news.warningSeconds ?? restartDefaults.warningSeconds, last),
  });
  if (result.result === "fail") throw forbidden(host.name, result);
  return result;
}

function unread(came: string): string {
  return `what speaks against a restart could not be read: ${came}. Run \`pulumi up\` again; if this persists, check what a start-up script of the account's shell (AutoRun of cmd, a profile of PowerShell) prints or changes`;
}
