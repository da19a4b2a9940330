import type { EngineMessage } from "../../provider/engine/engine-link";
import type { Properties } from "../../provider/engine/plain-json";
import { heldHow, judgeHeld } from "./judge-held";
import { isOverdue, judgeBeginning, judgeRequest } from "./judge-permission";
import type { Permissions } from "./life";
import type { LifeMachine } from "./machine";
import type { OurRequest } from "./request-watch";
import type { Memory, Report, Situation } from "./situation";

/** What a restart was allowed that the present call has asked for. */
interface Asked {
  readonly options: Permissions;
  readonly wasOverdue: boolean;
  readonly isDisturbed: boolean;
}

/** What a reboot came to, and what was said of it. */
interface Ending {
  readonly outputs: Properties;
  readonly said: readonly EngineMessage[];
  /** What the clock on the wall shows, and what it showed when the last command ended. */
  readonly wall: number;
  readonly wallAtAnswer: number;
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
    const putOff = memory.putOff?.change === changeIn(call.news) ? memory.putOff : undefined;
    const warned = machine.requests.ours?.warningSeconds ?? 0;
    const allowed = { options, wall, putOff, isUsualKnown: last?.back !== undefined };
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

  /** A reboot was created or updated: restarted, left, or left for later. */
  ended(
    machine: LifeMachine,
    memory: Memory,
    { call, wall, isDisturbed }: Situation,
    { outputs, said, wall: wallNow, wallAtAnswer }: Ending,
  ): void {
    const change = changeIn(outputs);
    const isKnown = memory.putOff?.change === change && call.olds !== undefined;
    const first = { from: Math.min(wall, wallNow), to: Math.max(wall, wallNow), change };
    const putOff = isKnown && memory.putOff !== undefined ? memory.putOff : first;
    if (heldHow(outputs) !== undefined) memory.putOff = putOff;
    const options = call.news as Permissions;
    judgeHeld(machine, { outputs, options, said, putOff, isDisturbed, wall: wallAtAnswer }, this.report);
  }
}

function changeIn(properties: Properties | undefined): unknown {
  return (properties?.triggers as { readonly change?: unknown } | undefined)?.change;
}
