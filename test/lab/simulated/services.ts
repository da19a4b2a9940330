import type { Clock } from "../../../provider/clock";
import type { Power } from "./power";

/** What a service does from a boot on; seconds of the host's clock. */
export interface ServiceBehaviour {
  /** For how long it waits before it starts. */
  readonly startsAfterSeconds?: number;
  /** How long it takes to start. */
  readonly startSeconds?: number;
  /** What comes of its start. "manual" is never started. */
  readonly outcome?: "runs" | "fails" | "hangs" | "manual";
}

/** The numbers of a service as sc.exe prints them: its state and its exit code. */
export interface ServiceStatus {
  readonly state: number;
  readonly exitCode: number;
}

const [stopped, startPending, running] = [1, 2, 4];
/** Codes of Windows: none of its dependencies could be started; it has not been started since the boot. */
const [dependencyFailed, neverStarted] = [1068, 1077];

interface Installed {
  readonly name: string;
  readonly behaviour: ServiceBehaviour;
  phase: "waiting" | "starting" | "over";
}

/** The services of a machine. One that is installed while it is up is at once what comes of its start. */
export class Services {
  private readonly installed = new Map<string, Installed>();
  private timers: (() => void)[] = [];

  constructor(
    private readonly clock: Clock,
    power: Power,
  ) {
    power.listen({ booted: () => this.boot(), wentDown: () => this.stopTimers() });
    for (const name of ["EventLog", "PlugPlay", "PolicyAgent", "IKEEXT", "RasMan", "RemoteAccess"])
      this.install(name);
    this.install("MSIServer", { outcome: "manual" });
  }

  /** Installs a service, or gives it another behaviour. */
  install(name: string, behaviour: ServiceBehaviour = {}): void {
    this.installed.set(name.toLowerCase(), { name, behaviour, phase: "over" });
  }

  remove(name: string): void {
    this.installed.delete(name.toLowerCase());
  }

  /** The name as it was installed, and the numbers; undefined where there is no such service. */
  query(name: string): (ServiceStatus & { readonly name: string }) | undefined {
    const found = this.installed.get(name.toLowerCase());
    return found && { name: found.name, ...statusOf(found) };
  }

  private boot(): void {
    this.stopTimers();
    for (const service of this.installed.values()) {
      service.phase = "waiting";
      const { startsAfterSeconds = 0, startSeconds = 0 } = service.behaviour;
      this.after(startsAfterSeconds, () => {
        service.phase = "starting";
        this.after(startSeconds, () => {
          service.phase = "over";
        });
      });
    }
  }

  private after(seconds: number, callback: () => void): void {
    if (seconds <= 0) callback();
    else this.timers.push(this.clock.setTimer(seconds * 1_000, callback));
  }

  private stopTimers(): void {
    for (const cancel of this.timers.splice(0)) cancel();
  }
}

function statusOf({ phase, behaviour: { outcome = "runs" } }: Installed): ServiceStatus {
  if (outcome === "manual" || phase === "waiting") return { state: stopped, exitCode: neverStarted };
  if (outcome === "hangs" || phase === "starting") return { state: startPending, exitCode: 0 };
  return outcome === "fails"
    ? { state: stopped, exitCode: dependencyFailed }
    : { state: running, exitCode: 0 };
}
