import { markerName } from "../../provider/nat-traversal/marker";
import { absent } from "../../provider/windows/registry-value";
import { fullKeyName } from "../lab/simulated/registry";
import { hardwareDescription } from "../lab/simulated/simulated-windows";
import { ManualClock } from "../support/manual-clock";
import type { Deed, MachineName, Traits } from "./life";
import { LifeMachine, type Witness } from "./machine";
import { beginnings, opensIn, type Window } from "./wall-time";

/** The name under which the machines of one host are reached, which are counted from 1. */
export function addressOf(at: number): string {
  return `vpn${String(at).padStart(2, "0")}`;
}

/** The hosts' time, which never jumps, and the clock of the machine that runs Pulumi. */
export class Time {
  readonly clock: ManualClock;
  /** How far the clock of the machine that runs Pulumi is from that. */
  offset = 0;

  constructor(startsAt: number | undefined) {
    this.clock = new ManualClock(startsAt ?? beginnings[0]);
  }

  /** What the clock on the wall of the machine that runs Pulumi shows. */
  get wallNow(): number {
    return this.clock.now() + this.offset;
  }
}

/** A restart with its warning, after all the waiting that a run may do before it. */
const longEnoughSeconds = 1_100;

/** One address, and the machines that may answer there. */
export class World {
  /** Whether something has been done that can take a proof away. */
  evidenceSpoilt = false;
  /** What the clock of the machine that runs Pulumi showed when the last command ended. */
  wallAtAnswer: number;
  private readonly machines = new Map<MachineName, LifeMachine>();
  private answering: MachineName = "home";

  constructor(
    private readonly traits: Traits,
    private readonly witness: Witness,
    readonly time: Time,
    private readonly at = 1,
  ) {
    this.wallAtAnswer = time.wallNow;
    this.evidenceSpoilt = traits.bootId !== "counts" || !traits.bootEvents;
  }

  /** The machine that answers at the address. */
  get machine(): LifeMachine {
    return this.named(this.answering);
  }

  /** Every machine that has ever answered. */
  get all(): LifeMachine[] {
    return [...this.machines.values()];
  }

  named(name: MachineName): LifeMachine {
    const known = this.machines.get(name);
    if (known !== undefined) return known;
    const made = new LifeMachine(name, this.traits, this.time.clock, this.witness, this.at);
    this.machines.set(name, made);
    return made;
  }

  get address(): string {
    return addressOf(this.at);
  }

  /** A command of Pulumi has ended. */
  answered(): void {
    this.wallAtAnswer = this.time.wallNow;
  }

  async do(deed: Deed): Promise<void> {
    if (deed.do === "wait") await this.time.clock.advance(deed.seconds * 1_000);
    else this.machine.byOthers(() => this.doAtOnce(deed));
  }

  /** Ends every fault: the machine that state knows answers, is up, and nothing changes any more. */
  async calm(isKnown: (machine: LifeMachine) => boolean): Promise<void> {
    const known = this.all.find(isKnown);
    if (known !== undefined) this.answering = known.name;
    for (const machine of this.all) {
      machine.windows.faults.clear();
      machine.windows.refusedKeys.clear();
      machine.hindrances.clear();
      machine.atEachStart = undefined;
      machine.windows.power.behaviour.logons = "accepted";
      machine.windows.power.behaviour.afterRestart = "returns";
      machine.windows.power.powerOn();
    }
    await this.time.clock.advance(3_600_000);
  }

  /** Lets time pass until restarts may come, and for long enough. */
  async openWindow(window: Window | undefined): Promise<void> {
    if (window === undefined) return;
    const wait = opensIn(window, this.time.wallNow, longEnoughSeconds);
    if (wait === undefined) throw new Error("a window that never opens");
    await this.time.clock.advance(wait);
  }

  private doAtOnce(deed: Exclude<Deed, { do: "wait" }>): void {
    const { machine } = this;
    const { windows } = machine;
    const isUp = windows.power.state === "up";
    switch (deed.do) {
      case "set":
        windows.setting = deed.value;
        return;
      case "spoil the marker":
        this.evidenceSpoilt = true;
        windows.registry.set(hardwareDescription, markerName, spoiltMarkers[deed.how]);
        return;
      case "restart by hand":
        this.machine.bootedAtOnce = true;
        windows.boot();
        return;
      case "restart with numbers from 1":
        this.evidenceSpoilt = true;
        windows.bootRecords.renumber(windows.boots + 1);
        windows.boot();
        return;
      case "power cut":
        if (isUp) windows.power.crash();
        return;
      case "fast startup":
        if (isUp) windows.fastStartup();
        return;
      case "shutdown -a":
        windows.power.abort();
        return;
      case "clear the event log":
        this.evidenceSpoilt = true;
        windows.eventLog.clear(this.time.clock.now());
        return;
      case "bootId":
        this.evidenceSpoilt = true;
        windows.bootRecords.change(deed.behaves);
        return;
      case "refuse the marker":
        this.evidenceSpoilt = true;
        if (deed.refused) windows.refuseKey(hardwareDescription, "write");
        else windows.refusedKeys.delete((fullKeyName(hardwareDescription) ?? "").toLowerCase());
        return;
      case "at each start":
        machine.atEachStart = deed.set === "nothing" ? undefined : deed.set;
        return;
      case "take a checkpoint":
        machine.takeCheckpoint();
        return;
      case "revert to the checkpoint":
        if (machine.revert()) this.evidenceSpoilt = true;
        return;
      case "logons":
        windows.power.behaviour.logons = deed.are;
        return;
      case "address moves":
        this.answering = deed.to;
        this.named(deed.to);
        return;
      case "clock step":
        this.time.offset += deed.seconds * 1_000;
        return;
      case "power":
        windows.power.behaviour.afterRestart = deed.returns ? "returns" : "neverReturns";
        if (deed.returns) windows.power.powerOn();
        return;
      case "schedule a restart":
        machine.scheduleByHand(deed.seconds);
        return;
      default:
        machine.hindrances.do(deed);
    }
  }
}

const spoiltMarkers = {
  gone: absent,
  nonsense: { type: "REG_SZ", data: "1.x" },
} as const;
