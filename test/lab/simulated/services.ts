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

/** The services of a machine. Until its first boot in a test those that run by themselves are running. */
export class Services {
  private readonly installed = new Map<string, { readonly name: string; behaviour: ServiceBehaviour }>();
  private bootedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    power: Power,
  ) {
    power.listen({ booted: () => this.boot() });
    for (const name of ["RpcSs", "PolicyAgent", "IKEEXT", "RasMan", "RemoteAccess"]) this.install(name);
    this.install("MSIServer", { outcome: "manual" });
  }

  /** Installs a service, or gives it another behaviour. */
  install(name: string, behaviour: ServiceBehaviour = {}): void {
    this.installed.set(name.toLowerCase(), { name, behaviour });
  }

  remove(name: string): void {
    this.installed.delete(name.toLowerCase());
  }

  private boot(): void {
    this.bootedAt = this.clock.monotonic();
  }

  /** The name as it was installed, and the numbers; undefined where there is no such service. */
  query(name: string): (ServiceStatus & { readonly name: string }) | undefined {
    const found = this.installed.get(name.toLowerCase());
    return found && { name: found.name, ...this.statusOf(found.behaviour) };
  }

  private statusOf({
    startsAfterSeconds = 0,
    startSeconds = 0,
    outcome = "runs",
  }: ServiceBehaviour): ServiceStatus {
    const elapsed = (this.clock.monotonic() - this.bootedAt) / 1_000;
    if (outcome === "manual" || elapsed < startsAfterSeconds)
      return { state: stopped, exitCode: neverStarted };
    if (outcome === "hangs" || elapsed < startsAfterSeconds + startSeconds)
      return { state: startPending, exitCode: 0 };
    return outcome === "fails"
      ? { state: stopped, exitCode: dependencyFailed }
      : { state: running, exitCode: 0 };
  }
}
