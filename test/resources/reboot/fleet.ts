import assert from "node:assert/strict";
import type { Host } from "../../../provider/hosts/host";
import {
  type LifecycleContext,
  newRunRecord,
  PartialFailureError,
} from "../../../provider/resources/context";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import type { SimulatedWindowsOptions } from "../../lab/simulated/simulated-windows";
import { ManualClock } from "../../support/manual-clock";
import { urnOf } from "../setting/life";
import { Scene } from "./scene";

const productOptions = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions";

/** A host of a fleet, and what its last run came to. */
export interface Member {
  readonly name: string;
  readonly scene: Scene;
  outs?: RebootOutputs | undefined;
  failure?: unknown;
  /** When its restart was requested, and when its run ended, in seconds of the fleet's clock. */
  requestedAt?: number | undefined;
  endedAt?: number | undefined;
}

/** Several hosts on one clock, restarted by runs of one process. */
export class Fleet {
  readonly clock = new ManualClock();
  readonly members: Member[] = [];
  /** The most that were between the accepted request and the end of their run at once. */
  mostDown = 0;
  private run = newRunRecord();
  private down = new Set<string>();

  async add(
    name: string,
    kind: "server" | "client" = "client",
    options: Partial<SimulatedWindowsOptions> = {},
  ): Promise<Member> {
    const scene = new Scene(options, this.clock);
    const data = kind === "client" ? "WinNT" : "ServerNT";
    scene.windows.registry.set(productOptions, "ProductType", { type: "REG_SZ", data });
    await scene.writeSetting();
    scene.windows.onCommand = (line) => {
      if (/shutdown/.test(line)) this.goesDown(name);
    };
    const member = { name, scene };
    this.members.push(member);
    return member;
  }

  async addAll(names: readonly string[], kind: "server" | "client" = "client"): Promise<void> {
    for (const name of names) await this.add(name, kind);
  }

  /** One `pulumi up`: all at once, or so many at a time, as the engine does. Those that are active are left out, as a diff would. */
  async up(inputs: (name: string) => Partial<RebootInputs> = () => ({}), parallel = 64): Promise<void> {
    this.run = newRunRecord();
    this.mostDown = 0;
    const due = this.members.filter(({ outs }) => outs?.status !== "active");
    for (const member of due) member.requestedAt = undefined;
    const line = [...due];
    const worker = async (): Promise<void> => {
      for (let next = line.shift(); next !== undefined; next = line.shift())
        await this.restart(next, inputs(next.name));
    };
    await this.clock.runUntilSettled(Promise.all(Array.from({ length: parallel }, worker)));
  }

  /** The names of the hosts in the order in which their restarts were requested in the last run. */
  get order(): string[] {
    const asked = this.members.filter(({ requestedAt }) => requestedAt !== undefined);
    return asked
      .sort((one, other) => (one.requestedAt ?? 0) - (other.requestedAt ?? 0))
      .map(({ name }) => name);
  }

  member(name: string): Member {
    return this.members.find((each) => each.name === name) ?? assert.fail(name);
  }

  /** The names of the hosts whose status matches. */
  inStatus(status: string | undefined): string[] {
    return this.members.filter(({ outs }) => outs?.status === status).map(({ name }) => name);
  }

  private async restart(member: Member, more: Partial<RebootInputs>): Promise<void> {
    const { name, scene, outs } = member;
    const context = this.contextOf(member, scene.windows.asHost(name));
    const inputs = scene.inputs(more);
    try {
      const done =
        outs === undefined ? createReboot(context, inputs) : updateReboot(context, name, outs, inputs);
      member.outs = (await done).outs;
      member.failure = undefined;
    } catch (error) {
      member.failure = error instanceof PartialFailureError ? error.cause : error;
      if (error instanceof PartialFailureError) member.outs = error.properties as unknown as RebootOutputs;
    } finally {
      // One that has not come back is down to the end.
      if (scene.windows.power.state === "up") this.down.delete(name);
      member.endedAt = this.clock.monotonic() / 1_000;
    }
  }

  private contextOf({ name, scene }: Member, host: Host): LifecycleContext {
    return { ...scene.context(host), urn: urnOf(name), run: this.run };
  }

  private goesDown(name: string): void {
    const member = this.member(name);
    member.requestedAt ??= this.clock.monotonic() / 1_000;
    this.down.add(name);
    this.mostDown = Math.max(this.mostDown, this.down.size);
  }
}
