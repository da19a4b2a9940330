import type { Clock } from "../../../provider/clock";
import type { Host } from "../../../provider/hosts/host";
import { applyWrites } from "../../../provider/nat-traversal/apply";
import { type LifecycleContext, newRunRecord } from "../../../provider/resources/context";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { RebootInputs, RebootOutputs, SettingFacts } from "../../../provider/restart/reboot-state";
import { absent, dword } from "../../../provider/windows/registry-value";
import { SimulatedWindows, type SimulatedWindowsOptions } from "../../lab/simulated/simulated-windows";
import { ManualClock } from "../../support/manual-clock";

/** The id of the setting, and of the marker, in these tests. */
export const settingId = "0123456789abcdef";

/** A host with a setting that was written in this boot, and everything a reboot needs to do its work. */
export class Scene {
  readonly clock: ManualClock;
  readonly windows: SimulatedWindows;
  readonly told: string[] = [];
  readonly progressAt: number[] = [];
  readonly warnings: string[] = [];
  connects = 0;
  /** The TCP ports of the network that are open, as "host:port", and what was connected to. */
  readonly openPorts = new Set<string>();
  readonly probed: string[] = [];
  private marked = true;

  constructor(options: Partial<SimulatedWindowsOptions> = {}, clock = new ManualClock()) {
    this.clock = clock;
    this.windows = new SimulatedWindows({ ...options, clock });
  }

  /** Does to the host what the setting's create does: the marker first, then the value. */
  async writeSetting(marked = true): Promise<void> {
    this.marked = marked;
    const applied = dword(2);
    const marker = { id: settingId, applied, valueAtBoot: { type: "unknown" as const }, previous: absent };
    const writes = { registryPath: this.windows.settingKey, write: applied, ...(marked ? { marker } : {}) };
    await this.windows.execute(applyWrites(writes).line("cmd"));
  }

  /** What the setting hands to its reboot. */
  facts(more: Partial<SettingFacts> = {}): SettingFacts {
    return {
      id: settingId,
      registryPath: this.windows.settingKey,
      applied: dword(2),
      previous: absent,
      valueAtBoot: { type: "unknown" },
      machine: { machineGuid: this.guid, computerName: "LAB-WIN01" },
      bootEvidence: { ...(this.bootId === undefined ? {} : { bootId: this.bootId }), marked: this.marked },
      ...more,
    };
  }

  inputs(more: Partial<RebootInputs> = {}): RebootInputs {
    return {
      connection: {
        transport: "ssh",
        host: "vpn01",
        user: "admin",
        password: "x",
        hostKey: "insecureAcceptAny",
      },
      triggers: { change: "c1" },
      setting: this.facts(),
      warningSeconds: 20,
      timeoutSeconds: 1800,
      ...more,
    };
  }

  /** One run as the engine does it, from what state has; rejects as the resource does. */
  async run(
    inputs: RebootInputs,
    stored: RebootOutputs | undefined,
    context: LifecycleContext = this.context(),
  ): Promise<RebootOutputs> {
    const work =
      stored === undefined ? createReboot(context, inputs) : updateReboot(context, "id", stored, inputs);
    return (await this.clock.runUntilSettled<{ outs: RebootOutputs }>(work)).outs;
  }

  context(host: Host = this.windows.asHost("vpn01"), clock: Clock = this.clock): LifecycleContext {
    return {
      urn: "urn:pulumi:dev::project::type::name",
      clock,
      run: newRunRecord(),
      log: {
        progress: (message) => {
          this.told.push(message);
          this.progressAt.push(clock.monotonic());
        },
        info: () => {},
        warning: (message) => this.warnings.push(message),
      },
      newChangeId: () => "unused",
      probeTcp: (address, port) => {
        const name = `${address}:${port}`;
        this.probed.push(name);
        const refusal = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
        return {
          reached: this.openPorts.has(name) ? Promise.resolve() : Promise.reject(refusal),
          stop: () => undefined,
        };
      },
      connect: async () => {
        this.connects++;
        return host;
      },
    };
  }

  /** Exit codes of every request for a shutdown that reached Windows. */
  get requests(): number[] {
    return this.windows.shutdownRequests.map(({ exitCode }) => exitCode);
  }

  private get guid(): string {
    const value = this.windows.registry.get("HKLM\\SOFTWARE\\Microsoft\\Cryptography", "MachineGuid");
    return "data" in value ? value.data : "";
  }

  private get bootId(): number | undefined {
    const key =
      "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters";
    const value = this.windows.registry.get(key, "BootId");
    return "data" in value ? Number(value.data) : undefined;
  }
}
