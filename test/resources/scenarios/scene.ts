import { createSecretReader } from "../../../provider/engine/secrets";
import type { Connection } from "../../../provider/hosts/connect";
import { HostPool } from "../../../provider/hosts/host-pool";
import type { SettingInputs, SettingOutputs } from "../../../provider/nat-traversal/setting-state";
import { type LifecycleContext, newRunRecord } from "../../../provider/resources/context";
import type { RebootInputs } from "../../../provider/restart/reboot-state";
import type { SimulatedWinrmHost } from "../../lab/simulated/simulated-host";
import type { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { FastClock } from "./fast-clock";
import type { ReachedHost, SceneOptions, Way } from "./way";

/** How many seconds of Pulumi's clock pass in one real second. */
const secondsPerSecond = 10;

/** Time-outs on that clock that leave a busy machine room. */
const timeouts = { connectSeconds: 300, commandSeconds: 600 };

/** A host that is reached one way, and whatever runs of Pulumi do there. */
export class Scene {
  /** What the runs warned of. */
  readonly warnings: string[] = [];
  readonly clock = new FastClock(secondsPerSecond);
  private readonly pool = new HostPool(this.clock, createSecretReader({ environment: process.env }));
  private changes = 0;

  private constructor(
    readonly way: Way,
    readonly reached: ReachedHost,
  ) {}

  static async set(way: Way, options: SceneOptions = {}): Promise<Scene> {
    return new Scene(way, await way.reach(options));
  }

  get lab(): SimulatedWinrmHost {
    return this.reached.lab;
  }

  get windows(): SimulatedWindows {
    return this.lab.windows;
  }

  get connection(): Connection {
    return this.reached.connection;
  }

  inputs(more: Partial<SettingInputs> = {}): SettingInputs {
    return { connection: this.connection, behindNat: "both", timeouts, ...more };
  }

  /** The inputs of the reboot that belongs to a setting. */
  rebootInputs(id: string, outs: SettingOutputs, more: Partial<RebootInputs> = {}): RebootInputs {
    const { connection, registryPath, applied, previous, valueAtBoot, machine, bootEvidence } = outs;
    return {
      connection,
      timeouts,
      triggers: { change: outs.changeId },
      setting: { id, registryPath, applied, previous, valueAtBoot, machine, bootEvidence },
      warningSeconds: 5,
      timeoutSeconds: 600,
      ...more,
    };
  }

  /** Begins a run of the engine: gives the contexts of its resources, by their names. */
  newRun(): (name?: string) => LifecycleContext {
    const run = newRunRecord();
    return (name = "s") => ({
      urn: `urn:pulumi:dev::test::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::${name}`,
      clock: this.clock,
      run,
      log: { progress: () => {}, info: () => {}, warning: (text) => this.warnings.push(text) },
      newChangeId: () => `change-${++this.changes}`,
      connect: async (connection, limits) => this.pool.connect(connection, limits),
    });
  }

  /** The context of the one resource of a run of its own. */
  alone(): LifecycleContext {
    return this.newRun()();
  }

  /** Ends all connections in an orderly way. */
  hangUp(): Promise<void> {
    return this.pool.closeAll();
  }

  /** Ends all connections, and takes everything away. */
  async strike(): Promise<void> {
    await this.hangUp();
    await this.reached.world?.stop();
    await this.lab.stop();
  }
}
