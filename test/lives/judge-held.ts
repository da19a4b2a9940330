import type { EngineMessage } from "../../provider/engine/engine-link";
import type { Properties } from "../../provider/engine/plain-json";
import { guardKinds } from "./hindrances";
import { holdsPeople } from "./judge-permission";
import type { Permissions } from "./life";
import type { LifeMachine } from "./machine";
import type { PutOff, Report } from "./situation";
import { staysOpen } from "./wall-time";

/** A call of a reboot that succeeded. */
export interface Succeeded {
  readonly outputs: Properties;
  readonly options: Permissions;
  /** What the run said of this resource. */
  readonly said: readonly EngineMessage[];
  /** Since when the restart has been put off. */
  readonly putOff: PutOff;
  /** Whether something made an answer unreadable, or came in the middle. */
  readonly isDisturbed: boolean;
  readonly wall: number;
}

/** Why a restart was left for a later run, as the status tells it: "postponed", "guarded". */
export function heldHow({ statusReason }: Properties): string | undefined {
  return /\bNot restarted \(([^)]+)\): /.exec(String(statusReason))?.[1];
}

/** Nothing is put off of a restart that is not pending, as far as is known. */
export function judgePendingSince({ pendingSince, status, statusReason }: Properties, report: Report): void {
  if (pendingSince === undefined || status === "rebootPending" || status === "unknown") return;
  report(9, `pendingSince is ${pendingSince}, and the status ${status}: ${statusReason}`);
}

/** A restart that is left for later is no failure; state and one warning tell why, and that is true. */
export function judgeHeld(machine: LifeMachine, call: Succeeded, report: Report): void {
  const { outputs, said, putOff } = call;
  const how = heldHow(outputs);
  const false_ = (what: string) => report(9, `${machine.name}: ${what}: ${outputs.statusReason}`);
  const warnings = said.filter(
    ({ severity, ephemeral, text }) =>
      severity === "warning" && !ephemeral && text.includes("not restarted ("),
  );
  if (how === undefined) {
    if (warnings.length > 0) false_(`a warning of a restart that is put off: ${warnings[0]?.text}`);
    return;
  }
  if (outputs.status !== "rebootPending") false_(`the status is ${outputs.status}`);
  if (warnings.length !== 1) false_(`${warnings.length} warnings of a restart that is put off`);
  const since = Date.parse(String(outputs.pendingSince));
  if (!(since >= putOff.from && since <= putOff.to)) {
    const truth = new Date(putOff.from).toISOString();
    false_(`pendingSince is ${outputs.pendingSince}; it has been put off since ${truth}`);
  }
  if (!call.isDisturbed && !isTrue(machine, call, how)) false_("nothing speaks against a restart");
}

function isTrue(machine: LifeMachine, { options, wall }: Succeeded, how: string): boolean {
  const { people, roles } = machine.sight;
  const isShut = options.window !== undefined && !staysOpen(options.window, wall, 1_800);
  switch (how) {
    case "postponed":
      return isShut || roles?.isInstalling === true || (people !== undefined && holdsPeople(people, options));
    case "out of the window":
      return isShut;
    case "guarded":
      return guardKinds.some((kind) => roles?.roles.has(kind) === true || roles?.unread.has(kind) === true);
    default:
      return how.startsWith("held back ");
  }
}
