import { addressOf } from "../../../provider/hosts/connect";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import { type LifecycleContext, newRunRecord } from "../../../provider/resources/context";
import { noteDeclared } from "../../../provider/resources/ownership";
import { createSetting, updateSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { diffSetting } from "../../../provider/resources/setting/diff";
import { readSetting } from "../../../provider/resources/setting/read";
import type { StoredSetting } from "../../../provider/resources/setting/stored-setting";
import { absent, type RegistryValue } from "../../../provider/windows/registry-value";
import { SimulatedWindows, type SimulatedWindowsOptions } from "../../lab/simulated/simulated-windows";
import { ManualClock } from "../../support/manual-clock";

/** Where the simulated hosts of a test are reached: lower-case host to machine. */
export type Network = Map<string, SimulatedWindows>;

/** A connection to a host of this name. */
export function connectionTo(host: string): SshConnection {
  return { transport: "ssh", host, user: "svc", password: "canary-pw", hostKey: "insecureAcceptAny" };
}

/** What the engine holds of a setting: the outputs and the inputs in state. */
export interface State {
  readonly id: string;
  readonly outs: StoredSetting;
  readonly inputs: object;
}

/** One run of the engine: its own provider process, and what it said. */
export class Run {
  readonly said: string[] = [];
  readonly record = newRunRecord();
  /** What asking for a host of this name fails with. */
  readonly unusable = new Map<string, Error>();
  /** How often a host was asked for. */
  connections = 0;

  constructor(
    private readonly network: Network,
    readonly clock: ManualClock,
    /** The name of the machine that Pulumi runs on, if any of them. */
    private readonly thisMachine?: string,
  ) {}

  async create(inputs: SettingInputs, urn = urnOf("s")): Promise<State> {
    const { id, outs } = await this.settled(createSetting(this.contextOf(urn), inputs));
    this.said.push(...outs.warnings);
    return { id, outs, inputs };
  }

  async update({ id, outs: olds }: State, news: SettingInputs, urn = urnOf("s")): Promise<State> {
    const { outs } = await this.settled(updateSetting(this.contextOf(urn), id, olds, news));
    this.said.push(...outs.warnings);
    return { id, outs, inputs: news };
  }

  async refresh(state: State, urn = urnOf("s")): Promise<State> {
    const { id, props, inputs } = await this.settled(readSetting(this.contextOf(urn), state.id, state.outs));
    this.said.push(...props.warnings);
    return { id, outs: props, inputs };
  }

  async delete({ id, outs }: State, urn = urnOf("s")): Promise<void> {
    await this.settled(deleteSetting(this.contextOf(urn), id, outs));
  }

  /** A diff that finds the program still declaring the resource, as the engine asks of every one before it deletes. */
  declares({ id, outs }: State, urn = urnOf("s"), connection: unknown = outs.connection): void {
    noteDeclared(this.record, urn, { ...outs, id }, connection);
  }

  /** An `up`: an update where diff sees a change. */
  async up(state: State, news: SettingInputs): Promise<State> {
    return diffSetting(state.outs, news).changes ? this.update(state, news) : state;
  }

  contextOf(urn: string | undefined): LifecycleContext {
    const say = (message: string) => this.said.push(message);
    return {
      urn,
      clock: this.clock,
      run: this.record,
      log: { progress: () => {}, info: say, warning: say },
      newChangeId: () => `change-${++changes}`,
      connect: async (connection) => {
        const { host } = addressOf(connection);
        this.connections++;
        const failure = this.unusable.get(host);
        if (failure !== undefined) throw failure;
        const windows = this.network.get(host.toLowerCase());
        if (windows === undefined) throw new Error(`the test knows no host ${host}`);
        const reached = windows.asHost(host);
        return host === this.thisMachine ? Object.assign(reached, { isThisMachine: true }) : reached;
      },
    };
  }

  private settled<T>(work: Promise<T>): Promise<T> {
    return this.clock.runUntilSettled(work);
  }
}

let changes = 0;

/** A URN that ends in this name. */
export function urnOf(name: string): string {
  return `urn:pulumi:dev::p::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::${name}`;
}

/** One simulated host `vpn01` on a clock of its own, and the runs against it. */
export class Life {
  readonly clock = new ManualClock();
  readonly network: Network = new Map();
  readonly windows: SimulatedWindows;
  /** The name of the machine that Pulumi runs on, if any of them. */
  thisMachine: string | undefined;

  constructor(options: Omit<SimulatedWindowsOptions, "clock"> = {}) {
    this.windows = this.addHost("vpn01", options);
  }

  addHost(name: string, options: Omit<SimulatedWindowsOptions, "clock"> = {}): SimulatedWindows {
    const windows = new SimulatedWindows({ clock: this.clock, ...options });
    this.network.set(name, windows);
    return windows;
  }

  /** A new run of the engine. */
  run(): Run {
    return new Run(this.network, this.clock, this.thisMachine);
  }

  /** The registry without the marker. */
  registry(): string {
    return withoutMarker(this.windows.exportRegistry());
  }
}

/** An export without the marker's line. */
export function withoutMarker(exported: string): string {
  return exported
    .split("\n")
    .filter((line) => !line.includes("AssumeUDPEncapsulationMarker"))
    .join("\n");
}

/** Inputs for `vpn01`. */
export function inputsFor(
  behindNat: SettingInputs["behindNat"],
  others: Partial<SettingInputs> = {},
): SettingInputs {
  return { connection: connectionTo("vpn01"), behindNat, ...others };
}

/** `old` on the host, then `new` beside it, without an alias; the delete of `old` did not happen in the run of the create. */
export async function renamed(
  options: { startValue?: RegistryValue; isRestartedBefore?: boolean; newHost?: string } = {},
): Promise<{ life: Life; old: State; successor: State }> {
  const { startValue = absent, isRestartedBefore = false, newHost = "vpn01" } = options;
  const life = new Life({ startValue });
  life.network.set(newHost, life.windows);
  const old = await life.run().create(inputsFor("both"), urnOf("old"));
  if (isRestartedBefore) life.windows.boot();
  const inputs = { ...inputsFor("both"), connection: connectionTo(newHost) };
  const successor = await life.run().create(inputs, urnOf("new"));
  return { life, old, successor };
}
