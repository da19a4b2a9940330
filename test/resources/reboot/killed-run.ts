import type { Clock } from "../../../provider/clock";
import type { Host } from "../../../provider/hosts/host";
import type { ManualClock } from "../../support/manual-clock";

/** Where a run is killed: at its nth command, before it is delivered or after it ran and before its answer is read. */
export interface KillPoint {
  readonly nth: number;
  readonly when: "before" | "after";
}

/** A run that is killed: from then on nothing it waits for ever happens, as after SIGKILL. */
export class KilledRun {
  readonly clock: Clock;
  readonly host: Host;
  /** Resolves at the moment of the kill. */
  readonly killed: Promise<void>;
  private isDead = false;
  /** How many commands the run has sent, or tried to send. */
  commands = 0;

  constructor(host: Host, clock: ManualClock, point: KillPoint) {
    let kill = () => {};
    this.killed = new Promise((resolve) => {
      kill = () => {
        this.isDead = true;
        resolve();
      };
    });
    this.clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      setTimer: (milliseconds, callback) => clock.setTimer(milliseconds, () => this.isDead || callback()),
    };
    this.host = {
      name: host.name,
      disconnect: () => host.disconnect(),
      run: async (commandLine, limits) => {
        this.commands++;
        const due = this.commands === point.nth;
        if (due && point.when === "before") kill();
        if (this.isDead) return never();
        try {
          return await host.run(commandLine, limits);
        } finally {
          if (due) kill();
          if (this.isDead) await never();
        }
      },
    };
  }
}

function never(): Promise<never> {
  return new Promise<never>(() => {});
}
