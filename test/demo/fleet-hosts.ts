import assert from "node:assert/strict";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { productOptions } from "../lab/simulated/fixture";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";

/** The hosts of the demo by name, and what is special about some. The order of the names is that of the restarts. */
export const fleet = {
  first: ["vpn01", "vpn02", "vpn03"],
  refusing: "vpn04",
  behind: ["vpn05", "vpn06", "vpn07"],
  occupied: "vpn08",
  domainController: "vpn09",
} as const;

/** All of them. */
export const names: readonly string[] = [
  ...fleet.first,
  fleet.refusing,
  ...fleet.behind,
  fleet.occupied,
  fleet.domainController,
];

/** The environment variable that has the password of all of them. */
export const passwordVariable = "FLEET_PASSWORD";

/** How the hosts behave in one run, so that it is the same each time, whatever the machine is busy with. */
export interface FleetPace {
  /** Three that answer before the others do. */
  readonly first: readonly string[];
  /** When a host that Pulumi has found down may start again. */
  readonly mayStart: (name: string) => boolean;
}

/** Nine simulated hosts, and what is measured at them. */
export class FleetHosts {
  /** The most that were between their accepted request and the end of their boot at the same time. */
  mostDown = 0;
  private readonly hosts = new Map<string, SimulatedHost>();
  private readonly down = new Set<string>();
  private readonly foundDown = new Set<string>();
  private pace: FleetPace = { first: names, mayStart: () => true };
  private readonly late: (() => void)[] = [];
  /** Whether hosts start and answer at the pace of this run, rather than at once. */
  private keepsPace = true;

  static async start(): Promise<FleetHosts> {
    const made = new FleetHosts();
    // People are warned for a second in place of a minute.
    for (const name of names)
      made.add(name, await startSimulatedHost({ hostSecondsPerSecond: 60, power: { settleSeconds: 0 } }));
    made.host(fleet.refusing).windows.mayShutDown = false;
    made.host(fleet.occupied).windows.occupants.logOn("anna");
    const { registry } = made.host(fleet.domainController).windows;
    registry.set(productOptions, "ProductType", { type: "REG_SZ", data: "LanmanNT" });
    return made;
  }

  async stop(): Promise<void> {
    for (const host of this.hosts.values()) await host.stop();
  }

  host(name: string): SimulatedHost {
    return this.hosts.get(name) ?? assert.fail(name);
  }

  /** What the site's file says of them. */
  get csv(): string {
    const lines = names.map((name, at) => {
      const { host, port, hostKey } = this.host(name).connection;
      return [name, host, port, hostKey, at + 1].join(",");
    });
    return `${["name,host,port,hostKey,order", ...lines].join("\n")}\n`;
  }

  get password(): string {
    return this.host(names[0] ?? "").connection.password;
  }

  /** Begins to measure a run. */
  measure(pace: FleetPace): void {
    this.mostDown = 0;
    this.pace = pace;
    this.keepsPace = true;
  }

  /** Whether this host is to answer before the others in this run. */
  isFirst(name: string): boolean {
    return this.pace.first.includes(name);
  }

  /** Lets every host answer and start: what the pace waits for may never come, and the run is to end so that its assertions can tell. */
  keepNobodyWaiting(): void {
    this.keepsPace = false;
    this.answerLate();
    this.startThoseThatMay();
  }

  /** Starts the hosts that were found down, if they may. */
  startThoseThatMay(): void {
    const mayStart = (name: string): boolean => !this.keepsPace || this.pace.mayStart(name);
    for (const name of [...this.foundDown].filter(mayStart)) {
      this.foundDown.delete(name);
      this.host(name).windows.power.powerOn();
    }
  }

  /** The names of those that have been restarted so often. */
  restarted(times: number): readonly string[] {
    return names.filter((name) => this.host(name).boots === times);
  }

  /** How often anybody has connected to any of them. */
  get connections(): number {
    return names.reduce((sum, name) => sum + this.host(name).sshd.connections, 0);
  }

  /** The value of each. */
  get values(): readonly RegistryValue[] {
    return names.map((name) => this.host(name).windows.setting);
  }

  private add(name: string, host: SimulatedHost): void {
    this.hosts.set(name, host);
    const { power } = host.windows;
    power.behaviour.afterRestart = "neverReturns";
    const schedule = power.schedule.bind(power);
    power.schedule = (...given) => {
      this.down.add(name);
      this.mostDown = Math.max(this.mostDown, this.down.size);
      schedule(...given);
      if (this.firstAreDown) this.answerLate();
      if (this.mostDown > fleet.first.length) this.keepNobodyWaiting();
    };
    let starting = false;
    power.listen({
      booted: () => {
        starting = false;
        this.down.delete(name);
      },
    });
    host.sshd.onAttemptWhileDown = () => {
      if (starting) return;
      starting = true;
      this.foundDown.add(name);
      this.startThoseThatMay();
    };
    const deliver = host.windows.deliver.bind(host.windows);
    host.windows.deliver = async (...given) => {
      if (!this.isFirst(name) && !this.firstAreDown && this.keepsPace)
        await new Promise<void>((resolve) => void this.late.push(resolve));
      return deliver(...given);
    };
  }

  private answerLate(): void {
    for (const answer of this.late.splice(0)) answer();
  }

  /** Whether the first three of this run have all been down at once. */
  private get firstAreDown(): boolean {
    return this.mostDown >= fleet.first.length;
  }
}
