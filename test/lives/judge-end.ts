import type { Properties } from "../../provider/engine/plain-json";
import { effectiveNumber, isSatisfiedBy } from "../../provider/nat-traversal/nat-traversal-value";
import type { RegistryValue } from "../../provider/windows/registry-value";
import type { Engine } from "./engine";
import type { Program } from "./life";
import { isHidden } from "./situation";
import { isLastChange } from "./value-change";
import type { World } from "./world";

/** Once nothing fails any more and an update has succeeded, the host is as the program declares, and every status is true. */
export function judgeEnd({ world, referee, entries }: Engine, program: Program): void {
  const { machine } = world;
  const setting = entries.find(({ kind }) => kind === "setting");
  const reboot = entries.find(({ kind }) => kind === "reboot");
  if (setting === undefined) {
    referee.report(6, "no setting is left");
    return;
  }
  if (program.ignoreBehindNat !== true && !isSatisfiedBy(machine.live, program.behindNat)) {
    referee.report(6, `a successful up leaves ${machine}`);
  }
  const applied = effectiveNumber(setting.outputs.applied as RegistryValue);
  for (const { kind, outputs } of [setting, ...(reboot === undefined ? [] : [reboot])]) {
    const truth = machine.effectInForce === applied ? "active" : "rebootPending";
    const isOwn = isLastChange(machine, setting.ownChange);
    if (isHonest(world, { restarts: kind === "reboot", isOwn }, applied, outputs, truth)) continue;
    const said = `${outputs.status} (${outputs.statusReason})`;
    referee.report(
      6,
      `in the end the status of the ${kind} is ${said}; in truth it is ${truth}, on ${machine}`,
    );
  }
}

/**
 * A status that is true, or one that says that it does not know where that cannot be known: of a value that others wrote, another stack or a run
 * that was killed among them, no state tells in which boot that was.
 */
function isHonest(
  world: World,
  { restarts, isOwn }: { readonly restarts: boolean; readonly isOwn: boolean },
  applied: number,
  outputs: Properties,
  truth: string,
): boolean {
  const { status } = outputs;
  const { machine } = world;
  if (status === "unknown") {
    const previous = (restarts ? (outputs.setting as Properties) : outputs).previous as RegistryValue;
    const isAsFound = !isOwn || effectiveNumber(previous) === applied;
    return isAsFound || world.evidenceSpoilt || !restarts;
  }
  if (status === "rebootPending")
    return (
      !restarts &&
      (truth === status || machine.changedInBoot === machine.windows.boots || machine.hasOnlyBadBootId)
    );
  return status === truth || isHidden(machine, applied);
}
