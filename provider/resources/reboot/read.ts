import { UnreachableError } from "../../errors";
import { defaultTimeouts } from "../../hosts/connection";
import { bootOf } from "../../nat-traversal/boot-snapshot";
import { describeMachine } from "../../nat-traversal/machine";
import { stillPutOff } from "../../restart/pending-since";
import type { LifecycleContext } from "../context";
import { decideOn } from "./assess";
import { afterUnproven, lastRebootIn, rebootInputsOf, type StoredReboot } from "./last-reboot";
import { observeHost } from "./observe";
import { isReadyDue, lookOnce, withUnready } from "./ready";
import { refuseOtherMachine } from "./refusals";
import { sayWhetherItWouldRestart } from "./who-would-restart";

/** What read answers. */
export interface RebootReading {
  readonly id: string;
  readonly props: StoredReboot;
  readonly inputs: object;
}

/**
 * Reads whether the setting is active, no matter who restarted the host; writes nothing. An unreachable host is an error, or,
 * with `onUnreachable.refresh: "keep"`, a status that is not known. Another machine is DifferentMachineError, or, with
 * `acceptMachine`, a status that is not known until the setting has accepted it.
 */
export async function readReboot(
  context: LifecycleContext,
  id: string,
  olds: StoredReboot,
): Promise<RebootReading> {
  const { pendingSince, ...kept } = olds;
  const found = await readStatus(context, olds);
  const since = stillPutOff(found.status, pendingSince);
  const props = { ...kept, ...(since === undefined ? {} : { pendingSince: since }), ...found };
  return { id, props, inputs: rebootInputsOf(olds) };
}

async function readStatus(
  context: LifecycleContext,
  olds: StoredReboot,
): Promise<Pick<StoredReboot, "status" | "statusReason" | "notReady">> {
  try {
    const host = await context.connect(olds.connection, { ...defaultTimeouts, ...olds.timeouts });
    const seen = await observeHost(host, olds.setting);
    if (seen.machine.result === "different" && olds.acceptMachine === true) {
      const what = `Another machine answers (${describeMachine(seen.observation.machine)}); an update of the setting accepts it, because acceptMachine is set.`;
      return { status: "unknown", statusReason: what };
    }
    refuseOtherMachine(host.name, olds, seen);
    for (const warning of seen.machine.warnings) context.log.warning(warning);
    const { lastReboot, triggers } = olds;
    const boot = bootOf(seen.observation);
    const { evaluation, decision } = decideOn(olds, lastRebootIn(olds), boot, seen.observation);
    await sayWhetherItWouldRestart({ context, host, olds, decision, connection: seen.connection });
    const { status, statusReason } = evaluation;
    const told = afterUnproven(
      { status, statusReason },
      triggers.change,
      lastReboot,
      seen.observation.marker,
    );
    if (!isReadyDue(olds, olds, told)) return told;
    const notReady = await lookOnce({ context, host, news: olds });
    if (notReady.length > 0)
      context.log.info(`${host.name}: \`pulumi up\` would wait. Not ready: ${notReady.join("; ")}.`);
    return { ...withUnready(told, notReady), notReady };
  } catch (error) {
    if (!(error instanceof UnreachableError) || olds.onUnreachable?.refresh !== "keep") throw error;
    context.log.warning(`kept the old state, because onUnreachable.refresh is "keep". ${error.message}`);
    return { status: "unknown", statusReason: error.message };
  }
}
