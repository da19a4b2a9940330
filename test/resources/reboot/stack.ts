import type { SettingInputs, SettingOutputs } from "../../../provider/nat-traversal/setting-state";
import { PartialFailureError } from "../../../provider/resources/context";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import type { SimulatedWindows, SimulatedWindowsOptions } from "../../lab/simulated/simulated-windows";
import { connectionTo, inputsFor, Life, type Run, type State, urnOf } from "../setting/life";

/** A setting and its reboot as a program declares them and the engine keeps them: state is saved after each step. */
export class Stack {
  readonly life: Life;
  setting: State | undefined;
  reboot: { readonly id: string; outs: RebootOutputs } | undefined;
  /** What the last run said. */
  said: string[] = [];

  constructor(
    options: Omit<SimulatedWindowsOptions, "clock"> = {},
    readonly inputs: SettingInputs = inputsFor("both"),
    private readonly rebootOptions: Partial<RebootInputs> = { warningSeconds: 20 },
  ) {
    this.life = new Life(options);
  }

  get windows(): SimulatedWindows {
    return this.life.windows;
  }

  /** Exit codes of every request for a shutdown that reached Windows. */
  get requests(): number[] {
    return this.windows.shutdownRequests.map(({ exitCode }) => exitCode);
  }

  /** `pulumi up`, or with `refresh` `pulumi up --refresh`. */
  async up({ refresh = false } = {}): Promise<void> {
    const run = this.begin();
    if (refresh) await this.refresh(run);
    const { setting } = this;
    this.setting = setting === undefined ? await run.create(this.inputs) : await run.up(setting, this.inputs);
    await this.upReboot(run, this.rebootInputs(this.setting));
  }

  /** `pulumi up` with the setting alone as its target. */
  async writeOnly(): Promise<void> {
    this.setting = await this.begin().create(this.inputs);
  }

  /** `pulumi refresh`. */
  async refresh(run: Run = this.begin()): Promise<void> {
    if (this.setting !== undefined) this.setting = await run.refresh(this.setting);
    if (this.reboot === undefined) return;
    const { id, outs } = this.reboot;
    const work = readReboot(run.contextOf(urnOf("r")), id, outs);
    this.reboot.outs = (await this.life.clock.runUntilSettled(work)).props;
  }

  /** `pulumi destroy`: what depends on the setting goes first. */
  async destroy(): Promise<void> {
    this.reboot = undefined;
    if (this.setting !== undefined) await this.begin().delete(this.setting);
    this.setting = undefined;
  }

  private begin(): Run {
    const run = this.life.run();
    this.said = run.said;
    return run;
  }

  private async upReboot(run: Run, news: RebootInputs): Promise<void> {
    const { clock } = this.life;
    const context = run.contextOf(urnOf("r"));
    const { reboot } = this;
    if (reboot !== undefined && !diffReboot(reboot.outs, news).changes) return;
    try {
      if (reboot === undefined) this.reboot = await clock.runUntilSettled(createReboot(context, news));
      else {
        const work = updateReboot(context, reboot.id, reboot.outs, news);
        reboot.outs = (await clock.runUntilSettled(work)).outs;
      }
    } catch (error) {
      if (error instanceof PartialFailureError) {
        this.reboot = { id: error.id, outs: error.properties as unknown as RebootOutputs };
      }
      throw error;
    }
  }

  private rebootInputs({ id, outs }: State): RebootInputs {
    const { registryPath, registryValue, applied, previous, valueAtBoot, machine, bootEvidence } =
      outs as SettingOutputs;
    return {
      connection: connectionTo("vpn01"),
      triggers: { change: outs.changeId },
      setting: { id, registryPath, registryValue, applied, previous, valueAtBoot, machine, bootEvidence },
      ...(this.inputs.bootMarker === undefined ? {} : { bootMarker: this.inputs.bootMarker }),
      ...this.rebootOptions,
    };
  }
}
