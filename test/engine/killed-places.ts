import type { SimulatedHost } from "../lab/simulated/simulated-host";
import { attemptWhileDown, type Held, type HoldPoint, holdAt, holdDown, holdWarned } from "./held-host";

/** A place at which a run is killed, and how the host goes on from there. */
export interface Place {
  /** Resolves when the run is there. */
  readonly reached: Promise<void>;
  /** What happens on the host between the kill and the next run. */
  readonly between: () => void;
  /** What is arranged to happen on the host in the course of the next run. */
  readonly during?: () => void;
}

/** The phases of a setting's create or update, and of the restart after it; each brings a host to a stop there. */
export const places = {
  "write, before the first command": heldAt(() => ({ when: /^echo/, run: 0 })),
  "write, look unread": heldAt(() => ({ when: /reg query/, run: "all" })),
  "write, not begun": heldAt(() => ({ when: /reg add/, run: 0 })),
  "write, marker without value": heldAt(() => ({ when: /reg add/, run: 1 })),
  "write, not read back": heldAt(() => ({ when: /reg add/, run: 2 })),
  "write, result unread": heldAt(() => ({ when: /reg add/, run: "all" })),
  "restart, before the look": heldAt((host) => ({
    when: (line) => isWritten(host) && !line.includes("reg add"),
    run: 0,
  })),
  "restart, before the request": heldAt(() => ({ when: /shutdown -r/, run: 0 })),
  "restart, answer unread": (host: SimulatedHost): Place => {
    const warned = holdWarned(host);
    const held = holdAt(host, { when: /shutdown -r/, run: "all" });
    return {
      reached: held.reached,
      between: () => {
        held.release();
        warned.release();
      },
    };
  },
  "restart, people still warned": (host: SimulatedHost): Place => {
    const warned = holdWarned(host);
    return { reached: warned.reached, between: () => {}, during: () => atNextRequest(host, warned) };
  },
  "restart, down": (host: SimulatedHost): Place => {
    const { reached, release } = holdDown(host);
    return { reached, between: release };
  },
  "restart, still down": (host: SimulatedHost): Place => {
    const { reached, release } = holdDown(host);
    const during = (): void => void attemptWhileDown(host.sshd).then(release);
    return { reached, between: () => {}, during };
  },
  "restart, never settled": (host: SimulatedHost): Place => {
    host.windows.power.behaviour.settleSeconds = 100_000;
    return heldAt(() => ({ when: () => host.boots > 0, run: "all" }))(host);
  },
  "restart, proof unread": heldAt((host) => ({
    when: (line) => host.boots > 0 && line.includes("wevtutil"),
    run: "all",
  })),
  "restart, proven": heldAt((host) => ({
    when: (line) => host.boots > 0 && line.includes("reg add"),
    run: 0,
  })),
  "restart, noted": heldAt((host) => ({
    when: (line) => host.boots > 0 && line.includes("reg add"),
    run: "all",
  })),
};

function heldAt(point: (host: SimulatedHost) => HoldPoint): (host: SimulatedHost) => Place {
  return (host) => {
    const { reached, release } = holdAt(host, point(host));
    return { reached, between: release };
  };
}

function isWritten({ windows }: SimulatedHost): boolean {
  return windows.setting.type === "REG_DWORD" && windows.setting.data === "2";
}

/** Lets the warning end when the next run has asked for a restart too, and was told of the one that is scheduled. */
function atNextRequest({ windows }: SimulatedHost, warned: Held): void {
  const asked = windows.shutdownRequests.length;
  windows.onCommand = () => {
    if (windows.shutdownRequests.length === asked) return;
    windows.onCommand = undefined;
    warned.release();
  };
}
