import { manageBde, tasklist } from "./drive-and-tasks";
import type { Machine, Program } from "./machine";
import { quser } from "./quser";
import { reg } from "./reg";
import { sc } from "./sc";
import { shutdown } from "./shutdown";
import { wevtutil } from "./wevtutil";
import { whoami } from "./whoami";

const programs: Readonly<Record<string, Program>> = {
  "manage-bde": manageBde,
  quser,
  reg,
  sc,
  shutdown,
  tasklist,
  wevtutil,
  whoami,
};

/** What Windows XP and Server 2003 do not have yet. */
const laterPrograms = ["manage-bde", "wevtutil", "whoami"];

/** The folder of Windows' own programs. */
export const systemDirectory = "C:\\Windows\\system32";

/** The name without folder and extension, if somebody who types this means a program in that folder. */
export function systemProgramName(typed: string): string | undefined {
  return /^(?:(?:c:)?\\windows\\(?:system32|sysnative)\\)?([a-z-]+)(?:\.exe)?$/i
    .exec(typed)?.[1]
    ?.toLowerCase();
}

/** The program that this machine has under a name of `systemProgramName`; undefined if there is none. */
export function programOf(machine: Machine, name: string): Program | undefined {
  const { replaced } = machine;
  if (replaced?.name === name) {
    const { argument, result } = replaced;
    const real = programs[name];
    return (...[on, argv, line]) =>
      argument === undefined || argv.includes(argument) || real === undefined ? result : real(on, argv, line);
  }
  if (machine.isFive && laterPrograms.includes(name)) return undefined;
  if (!Object.hasOwn(programs, name) || (name === "quser" && !machine.occupants.hasQuser)) return undefined;
  return programs[name];
}
