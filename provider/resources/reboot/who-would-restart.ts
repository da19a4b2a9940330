import { NatTraversalError } from "../../errors";
import type { Host } from "../../hosts/host";
import type { RestartDecision } from "../../restart/decide";
import { askWhoScheduled, mayMeetInWords } from "../../restart/foreign-shutdown";
import { restartMessage } from "../../restart/restart-message";
import { restartDefaults } from "../../restart/restart-options";
import { ask } from "../../windows/fact";
import type { LifecycleContext } from "../context";
import type { StoredReboot } from "./last-reboot";
import { expectRestart } from "./outlook";
import { askPermission } from "./permission";

/** A host that a refresh has looked at. */
export interface LookedAt {
  readonly context: LifecycleContext;
  readonly host: Host;
  readonly olds: StoredReboot;
  readonly decision: RestartDecision;
  /** The connection on which all this was seen. */
  readonly connection: object | undefined;
}

/** Says whether an update would restart the host, and if not why, without touching it; nothing where no restart is required. */
export async function sayWhetherItWouldRestart(look: LookedAt): Promise<void> {
  const { context, host, decision } = look;
  if (decision.kind === "wait") {
    context.log.info(`${host.name}: \`pulumi up\` would follow a restart to its end. ${decision.reason}`);
  }
  if (decision.kind === "restart") context.log.info(`${host.name}: ${await answer(look)}`);
}

async function answer({ context, host, olds, connection }: LookedAt): Promise<string> {
  try {
    const pendingSince = Date.parse(olds.pendingSince ?? "") || context.clock.now();
    const { lastReboot: last, pendingReasons } = olds;
    const request = { context, news: olds, pendingSince, last, pendingReasons };
    const permission = await askPermission(host, request, connection);
    if (permission.result === "held")
      return `\`pulumi up\` would not restart it now (${permission.how}): ${permission.reason}.`;
    if (permission.result === "fail") return `\`pulumi up\` would fail: ${permission.problem}.`;
    if (permission.result === "wait")
      return `\`pulumi up\` would wait before it restarts it: ${permission.reason}.`;
    const computerKind = permission.kind ?? olds.computerKind;
    const seen = { ...olds, ...(computerKind === undefined ? {} : { computerKind }) };
    const turns = expectRestart(context, seen, olds);
    const note = await scheduledNote({ context, host, olds, connection });
    return `\`pulumi up\` would restart it now${turns === undefined ? "" : `, when its turn comes; ${turns}`}.${note}`;
  } catch (error) {
    if (!(error instanceof NatTraversalError)) throw error;
    return `it could not be found out whether \`pulumi up\` would restart it: ${error.details.problem}.`;
  }
}

/** A shutdown that may be scheduled: only a request would tell whether it still is. */
async function scheduledNote({
  context,
  host,
  olds,
  connection,
}: Omit<LookedAt, "decision">): Promise<string> {
  const message = restartMessage({ change: olds.triggers.change, urn: context.urn });
  const scheduled = await ask(host, askWhoScheduled(message), { onlyOver: connection });
  const policy = olds.foreignShutdown ?? restartDefaults.foreignShutdown;
  return scheduled.whose === "theirs" ? ` ${mayMeetInWords(scheduled.asked, policy)}` : "";
}
