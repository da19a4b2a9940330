import { readFileSync } from "node:fs";
import { processesNaming } from "../support/processes";

/** The processes of a Pulumi command, each by what is in its command line. */
const processes = {
  engine: /pulumi\S* (up|refresh|destroy) /,
  program: /cmd\/run\b/,
  provider: /cmd\/dynamic-provider\b/,
} as const;

/** Seconds of processor time by process; one that did not run has none. */
export type ProcessorSeconds = Readonly<Record<keyof typeof processes, number>>;

const everyMilliseconds = 200;

/** Kernel ticks in a second, for all of Linux's processors. */
const ticks = 100;

/**
 * Adds up the processor time of a Pulumi command until the returned function is called. On a machine that others use too, it says more than
 * the clock does. Reads /proc, so it finds something on Linux only, and misses what comes after its last look, a fifth of a second at most.
 * @param home PULUMI_HOME of the command, which all its processes have in their environment.
 */
export function countProcessorSeconds(home: string): () => ProcessorSeconds {
  const seen = new Map<number, { readonly process: string; readonly seconds: number }>();
  const look = (): void => {
    for (const { pid, commandLine } of processesNaming(home)) {
      const process = Object.entries(processes).find(([, pattern]) => pattern.test(commandLine))?.[0];
      const seconds = secondsOf(pid);
      if (process !== undefined && seconds !== undefined) seen.set(pid, { process, seconds });
    }
  };
  const timer = setInterval(look, everyMilliseconds);
  return () => {
    clearInterval(timer);
    const sum = (wanted: string) =>
      [...seen.values()].reduce((all, { process, seconds }) => all + (process === wanted ? seconds : 0), 0);
    return { engine: sum("engine"), program: sum("program"), provider: sum("provider") };
  };
}

/** User and system time; undefined if the process has ended. */
function secondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field, a name in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return undefined;
  }
}
