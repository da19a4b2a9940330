import { plainLine } from "../lab/simulated/plain-line";
import type { SimulatedHost } from "../lab/simulated/simulated-host";

/** Where a host stops answering. */
export interface HoldPoint {
  /** At the first command line like this; from then on at every one. */
  readonly when: RegExp | ((commandLine: string) => boolean);
  /** How many commands of the line are carried out before nothing comes back any more. */
  readonly run: number | "all";
  /** Loses the link, once, instead of falling silent. */
  readonly cut?: boolean;
}

/** A host that has been brought to a certain place of a run. */
export interface Held {
  /** Resolves when the run has come there. */
  readonly reached: Promise<void>;
  /** Lets the host answer again. */
  release(): void;
}

/** Makes a host carry out part of a line and then say nothing more: a run can be killed there, and at no other place. */
export function holdAt({ windows }: SimulatedHost, { when, run, cut = false }: HoldPoint): Held {
  const deliver = windows.deliver.bind(windows);
  const release = (): void => {
    windows.deliver = deliver;
  };
  const reached = new Promise<void>((resolve) => {
    windows.deliver = async (commandLine, interpret) => {
      const plain = plainLine(commandLine);
      const fits = typeof when === "function" ? when(plain) : when.test(plain);
      if (!fits) return deliver(commandLine, interpret);
      windows.commands.push(plain);
      if (run === "all") await windows.execute(plain);
      else for (const part of plain.split(" & ").slice(0, run)) await windows.execute(part);
      resolve();
      if (!cut) return new Promise(() => {});
      release();
      return { kind: "cut", when: "during" };
    };
  });
  return { reached, release };
}

/** Lets people be warned until `release`, however long that takes: then the host goes down at once. */
export function holdWarned({ windows }: SimulatedHost): Held {
  const { power } = windows;
  const schedule = power.schedule.bind(power);
  let release = (): void => {};
  const reached = new Promise<void>((resolve) => {
    power.schedule = (kind) => {
      schedule(kind, 100_000);
      release = () => {
        power.schedule = schedule;
        power.abort();
        schedule(kind, 0);
      };
      resolve();
    };
  });
  return { reached, release: () => release() };
}

/** Keeps the host down after its restart until `release`; reached when somebody has tried to connect meanwhile. */
export function holdDown({ windows, sshd }: SimulatedHost): Held {
  windows.power.behaviour.afterRestart = "neverReturns";
  return { reached: attemptWhileDown(sshd), release: () => windows.power.powerOn() };
}

/** Resolves at the next attempt to connect to a host that is down. */
export function attemptWhileDown(sshd: SimulatedHost["sshd"]): Promise<void> {
  return new Promise((resolve) => {
    sshd.onAttemptWhileDown = resolve;
  });
}

/** Every key and value of the host's services and hardware but the marker. */
export async function registryOf(host: SimulatedHost): Promise<string> {
  const lines = (await host.exportRegistry()).split("\n");
  return lines.filter((line) => !line.includes("AssumeUDPEncapsulationMarker")).join("\n");
}
