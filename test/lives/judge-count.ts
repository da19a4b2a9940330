import { effectiveNumber } from "../../provider/nat-traversal/nat-traversal-value";
import type { RegistryValue } from "../../provider/windows/registry-value";
import type { LifeMachine } from "./machine";
import type { Call, Memory, Report, Restart } from "./situation";

/** Counts a restart that Windows accepted: at most one for each change of the value, and no third one in vain. */
export function countRestart(
  machine: LifeMachine,
  memory: Memory,
  { method, news }: Call,
  { isSpoilt, isWanted }: { readonly isSpoilt: boolean; readonly isWanted: boolean },
  report: Report,
): void {
  const value = (news?.setting as { applied?: RegistryValue } | undefined)?.applied;
  const applied = value === undefined ? -1 : effectiveNumber(value);
  const { changes: change } = machine;
  const { boots: boot } = machine.windows;
  // A state or evidence that was lost leads to another where nothing tells of boots, or where the program then wants one.
  const isLost = method === "create" || isSpoilt;
  const isBlind = isSpoilt && machine.marker === undefined && machine.hasNoBootEvents;
  const mayRepeat = (isLost && isWanted) || (method === "create" && isBlind);
  const known = method === "create" ? [] : memory.restarts.slice(memory.knownFrom);
  if (method === "create") memory.knownFrom = memory.restarts.length;
  const isOfThisChange = (earlier: Restart) =>
    earlier.change === change && earlier.applied === applied && earlier.boot < boot;
  // A boot that no look has missed, and that leaves no trace, cannot be told from one that a person called off: asked for once more.
  const mayBeMissed = machine.hidesBoots && known.filter(isOfThisChange).length <= 1;
  if (memory.restarts.some(isOfThisChange) && !mayRepeat && !mayBeMissed) {
    report(1, `a second restart for one change of the value: ${machine}`);
  }
  // A request in the same boot as the one before, which a person called off or which was lost, is the same restart.
  const isRepeated = memory.restarts.at(-1)?.boot === boot;
  memory.restarts.push({ change, applied, boot });
  if (isRepeated) return;
  // A new resource knows nothing of what became of the restarts before it.
  const earlier = method === "create" ? 0 : memory.inVain;
  memory.inVain = machine.atEachStart === undefined ? 0 : earlier + 1;
  if (memory.inVain > 2) report(1, `restart ${memory.inVain} although the value is set at each start`);
}
