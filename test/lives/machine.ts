import { markerName } from "../../provider/nat-traversal/marker";
import { effectiveNumber } from "../../provider/nat-traversal/nat-traversal-value";
import { describeValue, type RegistryValue, sameValue } from "../../provider/windows/registry-value";
import { checkpoint } from "../lab/simulated/checkpoint";
import { prefetchParameters } from "../lab/simulated/fixture";
import type { ShutdownRequest } from "../lab/simulated/machine";
import { hardwareDescription, type SimulatedWindows, settingName } from "../lab/simulated/simulated-windows";
import type { ManualClock } from "../support/manual-clock";
import { Hindrances } from "./hindrances";
import type { MachineName, Mishap, Traits } from "./life";
import { type Identity, identityOf, windowsOf } from "./machine-windows";
import { type OurRequest, RequestWatch } from "./request-watch";
import { Sight } from "./sight";

/** Who hears what truly happens to a machine. */
export interface Witness {
  /** Pulumi changed the value. */
  wrote(machine: LifeMachine, before: RegistryValue): void;
  /** Pulumi asked for a shutdown, and this came of it. */
  requested(machine: LifeMachine, request: ShutdownRequest): void;
  /** Somebody else changed the value. */
  changedByOthers(machine: LifeMachine): void;
  /** It was reverted to a checkpoint. */
  reverted(machine: LifeMachine): void;
  /** A restart that Pulumi asked for begins. */
  begins(machine: LifeMachine, request: OurRequest): void;
  /** Pulumi has taken it back before. */
  tookBack(machine: LifeMachine): void;
  /** Pulumi has taken back a shutdown that somebody else had asked for. */
  tookBackForeign(machine: LifeMachine): void;
}

/** One simulated machine, and the truth about it. */
export class LifeMachine {
  readonly windows: SimulatedWindows;
  /** Counts every change of the value, whoever made it. */
  changes = 0;
  /** How many of them others made. */
  changesByOthers = 0;
  /** How many of those since the last boot. */
  changesByOthersInBoot = 0;
  /** Whose change was the last. */
  changedBy: "nobody" | "pulumi" | "others" = "nobody";
  /** How many boots there had been at that change. */
  changedInBoot = -1;
  /** The last change by Pulumi took back what it had written. */
  isTakenBack = false;
  /** The last boot found a value that Pulumi had not written, or had put back. */
  hasBootedWithForeignValue = false;
  /** Who touched the marker last. */
  markerBy: "nobody" | "pulumi" | "others" = "nobody";
  /** What a policy puts back at each start. */
  atEachStart: RegistryValue | undefined;
  /** After so many more of its registry writes, Pulumi's line ends. */
  writesLeft = Number.POSITIVE_INFINITY;
  /** What becomes of the command that is on its way. */
  mishap: Mishap | undefined;
  readonly hindrances: Hindrances;
  readonly sight: Sight;
  readonly requests: RequestWatch;
  private readonly identity: Identity;
  private revertNow: (() => void) | undefined;
  private actor: "pulumi" | "others" = "pulumi";

  constructor(
    readonly name: MachineName,
    traits: Traits,
    clock: ManualClock,
    private readonly witness: Witness,
    address = 1,
  ) {
    this.identity = identityOf(name, address, traits.placeholderHardware === true);
    this.windows = windowsOf(traits, this.identity, clock);
    this.hindrances = new Hindrances(this.windows, traits.kind);
    this.sight = new Sight(this.hindrances);
    this.requests = new RequestWatch(
      this.windows,
      (request) => witness.begins(this, request),
      () => witness.tookBack(this),
    );
    this.windows.onCommand = (line) => {
      // A line whose answer takes long looks at the end of that.
      const { mishap } = this;
      if (mishap?.do === "delay") clock.setTimer(mishap.seconds * 1_000, () => this.hear(line));
      else this.hear(line);
    };
    this.windows.power.listen({ booted: () => this.started() });
    this.watchWrites();
    this.watchRequests();
  }

  /** Whether a restart by hand was over before any look could miss it. */
  bootedAtOnce = false;

  get live(): RegistryValue {
    return this.windows.setting;
  }

  /** What Windows makes of the value that it found at its last start. */
  get effectInForce(): number {
    return effectiveNumber(this.windows.valueInForce);
  }

  /** The text of the marker. */
  get marker(): string | undefined {
    const value = this.windows.registry.get(hardwareDescription, markerName);
    return "data" in value ? value.data : undefined;
  }

  /** Whether neither BootId nor the event log tells of boots. */
  get hasNoOtherEvidence(): boolean {
    const hasBootId = this.windows.registry.get(prefetchParameters, "BootId").type !== "absent";
    return !hasBootId && this.hasNoBootEvents;
  }

  get hasNoBootEvents(): boolean {
    return !this.windows.eventLog.all.some(({ eventId }) => eventId === 12);
  }

  /** Whether a BootId that is late or stuck is all there is to tell of boots. */
  get hasOnlyBadBootId(): boolean {
    const { hasLagged, isStuck } = this.windows.bootRecords;
    return (hasLagged || isStuck) && this.hasNoBootEvents && this.marker === undefined;
  }

  /** Whether a boot that no look misses leaves no trace; a look over a connection that goes dark in silence waits for 10 s. */
  get hidesBoots(): boolean {
    const isAlike = this.hasOnlyBadBootId || this.hasNoOtherEvidence;
    const { bootSeconds, connections } = this.windows.power.behaviour;
    const isMissed = bootSeconds < (connections === "silent" ? 10 : 1) || this.bootedAtOnce;
    return isMissed && isAlike && this.marker === undefined;
  }

  /** Whether an identity in state is this machine's. */
  is(identity: unknown): boolean {
    const { machineGuid, computerName } = identity as Record<string, unknown>;
    return machineGuid === this.identity.machineGuid && computerName === this.identity.computerName;
  }

  /** Takes a checkpoint of a machine that is up, and remembers what was true then. */
  takeCheckpoint(): void {
    if (!this.isSettled) return;
    const revert = checkpoint(this.windows);
    const { changedBy, hasBootedWithForeignValue, changesByOthersInBoot } = this;
    this.revertNow = () => {
      revert();
      const markerBy = "others" as const;
      const changedInBoot = this.windows.boots;
      Object.assign(this, {
        ...{ changedBy, hasBootedWithForeignValue, changesByOthersInBoot, markerBy, changedInBoot },
      });
    };
  }

  /** Goes back to the last checkpoint; false if there is none, or if it is not up. */
  revert(): boolean {
    if (this.revertNow === undefined || !this.isSettled) return false;
    this.revertNow();
    this.witness.reverted(this);
    return true;
  }

  private get isSettled(): boolean {
    const { state, settled } = this.windows.power;
    return state === "up" && settled;
  }

  /** Does something that Pulumi has no part in. */
  byOthers(work: () => void): void {
    this.actor = "others";
    work();
    this.actor = "pulumi";
  }

  toString(): string {
    const inForce = describeValue(this.windows.valueInForce);
    return `${this.name} (value ${describeValue(this.live)}, in force ${inForce}, ${this.windows.boots} boots)`;
  }

  private started(): void {
    this.changesByOthersInBoot = 0;
    const value = this.atEachStart;
    if (value !== undefined) {
      this.byOthers(() => {
        this.windows.setting = value;
      });
      this.windows.valueInForce = value;
    }
    this.hasBootedWithForeignValue = this.changedBy !== "pulumi" || this.isTakenBack;
  }

  private watchWrites(): void {
    const { registry } = this.windows;
    const set = registry.set.bind(registry);
    const remove = registry.delete.bind(registry);
    registry.set = (path, name, value) =>
      value.type === "absent"
        ? registry.delete(path, name) || true
        : this.write(name, () => set(path, name, value));
    registry.delete = (path, name) => this.write(name, () => remove(path, name));
  }

  private write(name: string, work: () => boolean): boolean {
    const isValue = name.toLowerCase() === settingName.toLowerCase();
    if (!isValue && name !== markerName) return work();
    if (this.actor === "pulumi" && this.writesLeft-- <= 0) return true;
    const before = this.live;
    const done = work();
    if (!isValue) this.markerBy = this.actor;
    if (!isValue || sameValue(before, this.live)) return done;
    this.changes++;
    this.changedBy = this.actor;
    this.changedInBoot = this.windows.boots;
    if (this.actor === "pulumi") this.witness.wrote(this, before);
    else {
      this.changesByOthers++;
      this.changesByOthersInBoot++;
      this.witness.changedByOthers(this);
    }
    return done;
  }

  /** A person schedules a restart, unless a shutdown is scheduled already. */
  scheduleByHand(seconds: number): void {
    const { power } = this.windows;
    if (power.state !== "up" || power.isScheduled) return;
    power.schedule("restart", seconds);
    this.requests.taken("others", `shutdown -r -t ${seconds}`);
  }

  private hear(line: string): void {
    this.sight.note(line, this.mishap);
    if (/\bquser\b/.test(line) && this.sight.people !== undefined) this.requests.looked(this.sight.people);
    if (!/\bshutdown -a\b/.test(line)) return;
    if (this.requests.isForeign) this.witness.tookBackForeign(this);
    this.requests.takesBack();
  }

  private watchRequests(): void {
    const { shutdownRequests } = this.windows;
    shutdownRequests.push = (...requests) => {
      for (const request of requests) {
        const isTaken = request.exitCode === 0 && /\s-r\s/.test(request.commandLine);
        if (isTaken) this.requests.taken(this.actor, request.commandLine);
        if (this.actor === "pulumi") this.witness.requested(this, request);
      }
      return Array.prototype.push.apply(shutdownRequests, requests);
    };
  }
}
