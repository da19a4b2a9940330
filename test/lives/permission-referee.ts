import type { Properties } from "../../provider/engine/plain-json";
import { heldHow, judgeHeld, judgePendingSince } from "./judge-held";
import { isOverdue, judgeBeginning, judgeRequest } from "./judge-permission";
import type { Permissions } from "./life";
import type { LifeMachine } from "./machine";
import type { OurRequest } from "./request-watch";
import type { Memory, Report, Situation } from "./situation";
import type { Wire } from "./wire";

/** What a restart was allowed that the present call has asked for. */
interface Asked {
  readonly options: Permissions;
  readonly wasOverdue: boolean;
  readonly isDisturbed: boolean;
}

/** Knows what speaks against restarts, and compares that with those that come, and with what is said of those that do not. */
export class PermissionReferee {
  private readonly asked = new Map<LifeMachine, Asked>();

  constructor(private readonly report: Report) {}

  /** A call begins. */
  begin(machines: readonly LifeMachine[]): void {
    this.asked.clear();
    for (const { sight } of machines) sight.forget();
  }

  /** Windows took a request; `wall` is what the clock on the wall showed when the last answer before it came. */
  requested(machine: LifeMachine, memory: Memory, { call, isDisturbed }: Situation, wall: number): void {
    const options = call.news as Permissions;
    const last = call.olds?.lastReboot as Properties | undefined;
    const putOff = memory.putOff.get(changeIn(call.news));
    const warned = machine.requests.ours?.warningSeconds ?? 0;
    const allowed = { options, wall, putOff, isUsualKnown: last?.tookSeconds !== undefined };
    judgeRequest(machine, allowed, warned, this.report);
    this.asked.set(machine, { options, wasOverdue: isOverdue(options, putOff, wall), isDisturbed });
  }

  /** A restart of ours begins. */
  begins(machine: LifeMachine, request: OurRequest): void {
    const asked = this.asked.get(machine);
    if (asked === undefined) return;
    const { options, wasOverdue, isDisturbed } = asked;
    judgeBeginning(machine, options, { ...request, wasOverdue }, isDisturbed, this.report);
  }

  /** Where ours was called off, and another was scheduled in its place, nothing tells. */
  tookBackForeign(machine: LifeMachine, { foreignShutdown }: Permissions): void {
    if (!this.asked.has(machine) && foreignShutdown !== "replace")
      this.report(8, `a shutdown of somebody else is taken back on ${machine}`);
  }

  /** State keeps these outputs of a reboot. */
  saved(memory: Memory, outputs: Properties): void {
    judgePendingSince(outputs, this.report);
    if (outputs.status !== "rebootPending" && outputs.status !== "unknown")
      memory.putOff.delete(changeIn(outputs));
  }

  /** A reboot was created or updated: restarted, left, or left for later. */
  ended(
    machine: LifeMachine,
    memory: Memory,
    { call, wall, isDisturbed }: Situation,
    outputs: Properties,
    { run, world }: Wire,
  ): void {
    const { wallNow } = world.time;
    const said = run.said.filter(({ urn }) => urn === call.news?.__urn);
    const change = changeIn(outputs);
    const before = call.olds === undefined ? undefined : memory.putOff.get(change);
    const putOff = before ?? { from: Math.min(wall, wallNow), to: Math.max(wall, wallNow) };
    if (heldHow(outputs) !== undefined) memory.putOff.set(change, putOff);
    const options = call.news as Permissions;
    judgeHeld(
      machine,
      { outputs, options, said, putOff, isDisturbed, wall: world.wallAtAnswer },
      this.report,
    );
  }
}

/** The change that a reboot is for. */
function changeIn(properties: Properties | undefined): unknown {
  return (properties?.triggers as { readonly change?: unknown } | undefined)?.change;
}
