import { NatTraversalError } from "../../errors";
import type { Host } from "../../hosts/host";
import { applyWrites } from "../../nat-traversal/apply";
import type { ValueAtBoot } from "../../nat-traversal/setting-state";
import type { RebootInputs } from "../../restart/reboot-state";
import { ask } from "../../windows/fact";
import type { LifecycleContext } from "../context";

/**
 * Writes the marker again after a restart, now that it is known what Windows found, so that later visits can tell this boot from the next.
 * Without it less can be proven later, and nothing else is lost: a failure is only a warning.
 */
export async function writeBootMarker(
  context: LifecycleContext,
  host: Host,
  { setting, bootMarker }: RebootInputs,
  { valueAtBoot, onlyOver }: { readonly valueAtBoot: ValueAtBoot; readonly onlyOver: object | undefined },
): Promise<void> {
  if (bootMarker === false) return;
  const { registryPath, applied, previous } = setting;
  const marker = { id: setting.id, applied, valueAtBoot, previous };
  const because = await writeMarker().catch((error: unknown) => {
    if (!(error instanceof NatTraversalError)) throw error;
    return error.details.problem;
  });
  if (because === undefined) return;
  context.log.warning(
    `${host.name}: could not write the marker of this boot (${because}); the status may be "unknown" later`,
  );

  async function writeMarker(): Promise<string | undefined> {
    const reading = await ask(host, applyWrites({ registryPath, marker }), { onlyOver });
    if (reading.state === "unread") return reading.came;
    return reading.values.marker.state === "present" ? undefined : "it is not there right after the write";
  }
}
