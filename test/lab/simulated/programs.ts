import type { Machine, Program } from "./machine";
import { reg } from "./reg";
import { shutdown } from "./shutdown";
import { wevtutil } from "./wevtutil";
import { whoami } from "./whoami";

const programs: Readonly<Record<string, Program>> = { reg, shutdown, whoami, wevtutil };

/** The folder of Windows' own programs. */
export const systemDirectory = "C:\\Windows\\system32";

/** The name without folder and extension, if somebody who types this means a program in that folder. */
export function systemProgramName(typed: string): string | undefined {
  return /^(?:(?:c:)?\\windows\\(?:system32|sysnative)\\)?([a-z]+)(?:\.exe)?$/i
    .exec(typed)?.[1]
    ?.toLowerCase();
}

/** The program that this machine has under a name of `systemProgramName`; undefined if there is none. */
export function programOf(machine: Machine, name: string): Program | undefined {
  const { replaced } = machine;
  if (replaced?.name === name) return () => replaced.result;
  const isLater = name !== "reg" && name !== "shutdown";
  if (!Object.hasOwn(programs, name) || (isLater && machine.isFive)) return undefined;
  return programs[name];
}
