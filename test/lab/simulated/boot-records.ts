import { type Clock, pause } from "../../../provider/clock";
import type { EventLog } from "./event-log";
import { prefetchParameters } from "./fixture";
import type { SimulatedRegistry } from "./registry";

/** BootId counts boots, is missing, never advances, or advances so many seconds after the boot. */
export type BootIdBehaviour = "counts" | "missing" | "stuck" | { readonly lateBySeconds: number };

/** The BootId of a machine that has just been made. */
const firstBootId = 30;

/** What a boot leaves behind for others to read: events and BootId. */
export class BootRecords {
  /** Whether BootId has ever advanced late. */
  hasLagged = false;
  /** The BootId of the boot that counts as the first. */
  private first = firstBootId;

  constructor(
    private readonly machine: {
      readonly clock: Clock;
      readonly registry: SimulatedRegistry;
      readonly eventLog: EventLog;
    },
    private bootId: BootIdBehaviour,
  ) {
    this.hasLagged = typeof bootId === "object";
    if (bootId !== "missing") this.writeBootId(0);
  }

  /** Whether BootId stays as it is at a boot. */
  get isStuck(): boolean {
    return this.bootId === "stuck";
  }

  /** From now on BootId behaves so; one that is missing goes at once. */
  change(bootId: BootIdBehaviour): void {
    this.bootId = bootId;
    this.hasLagged ||= typeof bootId === "object";
    if (bootId === "missing") this.machine.registry.delete(prefetchParameters, "BootId");
  }

  /** The next boot, of this number, counts as the first again, in BootId and in the log: as after a repair. */
  renumber(next: number): void {
    this.first = 1 - next;
    this.machine.eventLog.rewindTo({ events: [], nextRecordId: 1 });
  }

  /** The BootId that belongs to the boot of this number. */
  idOf(boots: number): number {
    return this.first + boots;
  }

  /** Counts on as if the present boot, of this number, had that BootId: as in a machine that was reverted. */
  countOn(bootId: number, boots: number): void {
    this.first = bootId - boots;
  }

  /** Records the boot of this number; 0 is the one that the machine was made with. */
  add(boots: number): void {
    const { clock, eventLog } = this.machine;
    const now = clock.now();
    eventLog.add("EventLog", 6009, now);
    eventLog.add("EventLog", 6005, now);
    eventLog.add("Microsoft-Windows-Kernel-General", 12, now, { StartTime: new Date(now).toISOString() });
    eventLog.add("Microsoft-Windows-Kernel-Boot", 27, now, { BootType: "0" });
    if (this.bootId === "counts") this.writeBootId(boots);
    if (typeof this.bootId === "object" && boots > 0) {
      void pause(clock, this.bootId.lateBySeconds * 1000).then(() => this.writeBootId(boots));
    }
  }

  private writeBootId(boots: number): void {
    const data = String(this.idOf(boots));
    this.machine.registry.set(prefetchParameters, "BootId", { type: "REG_DWORD", data });
  }
}
