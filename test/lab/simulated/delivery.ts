import { pause } from "../../../provider/clock";
import type { Delivery, FaultScript } from "./faults";
import type { Machine, ProgramResult } from "./machine";

/** A machine to which a transport delivers lines. */
interface Recipient extends Machine {
  readonly faults: FaultScript;
  replaced: Machine["replaced"];
  /** Runs a line as somebody at the machine would. */
  execute(commandLine: string): Promise<ProgramResult>;
}

const nothing: ProgramResult = { exitCode: 0, output: "", errorOutput: "" };

/**
 * What becomes of a line that arrived: it runs, unless the machine's script of faults has something due for it.
 * @param plain the line in its plain form, which the faults look at
 * @param run what runs the line as it came
 */
export async function carryOut(
  machine: Recipient,
  plain: string,
  run: () => Promise<ProgramResult>,
): Promise<Delivery> {
  const fault = machine.faults.next(plain);
  switch (fault?.kind) {
    case undefined:
      return { kind: "answered", result: await run() };
    case "reply": {
      const real = fault.run === true ? await run() : nothing;
      return { kind: "answered", result: { ...nothing, exitCode: real.exitCode, ...fault.result } };
    }
    case "program":
      machine.replaced = { ...fault, result: { ...nothing, ...fault.result } };
      try {
        return { kind: "answered", result: await run() };
      } finally {
        machine.replaced = undefined;
      }
    case "silence":
      if (fault.run === true) await run();
      return new Promise(() => {});
    case "delay":
      return late(machine, fault.seconds, run);
    case "crash":
      machine.power.crash();
      return { kind: "cut", when: "during" };
    default:
      if (fault?.when === "before") return { kind: "cut", when: "before" };
      if (fault?.programs !== undefined) {
        for (const part of plain.split(/ & |; /).slice(0, fault.programs)) await machine.execute(part);
        return { kind: "cut", when: "during" };
      }
      return { kind: "cut", when: fault?.when ?? "during", result: await run() };
  }
}

/** What reached a machine that went down meanwhile is run in no later boot; it says so only where it resets connections. */
async function late(
  { clock, power }: Recipient,
  seconds: number,
  run: () => Promise<ProgramResult>,
): Promise<Delivery> {
  const { timesDown } = power;
  await pause(clock, seconds * 1000);
  if (power.timesDown === timesDown) return { kind: "answered", result: await run() };
  if (power.behaviour.connections === "silent") return new Promise(() => {});
  return { kind: "cut", when: "during" };
}
