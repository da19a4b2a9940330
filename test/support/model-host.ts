import { type Writes, writeCommands } from "../../provider/nat-traversal/apply";
import { decodeMarker, encodeMarker, type MarkerReading } from "../../provider/nat-traversal/marker";
import type { Observation } from "../../provider/nat-traversal/observation";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { observationOf } from "./observations";

/** The least of a Windows host that plans act on: one value, one marker that a restart takes away, and a count of boots. */
export class ModelHost {
  marker: string | undefined;
  /** What Windows uses: what a restart found. */
  inUse: RegistryValue;
  bootId = 1;

  constructor(public value: RegistryValue) {
    this.inUse = value;
  }

  observe(): Observation {
    const marker: MarkerReading = this.marker === undefined ? { state: "absent" } : decodeMarker(this.marker);
    return observationOf({ value: this.value, marker, bootId: this.bootId });
  }

  /** Carries out what the commands say, as far as a run that is killed gets: after so many of them. */
  apply(writes: Writes, killedAfter = Number.POSITIVE_INFINITY): void {
    const commands = writeCommands(writes);
    const steps: (() => void)[] = [];
    const { marker, write } = writes;
    if (marker !== undefined) steps.push(() => (this.marker = encodeMarker(marker)));
    if (write !== undefined) steps.push(() => (this.value = write));
    if (commands.length !== steps.length) throw new Error(`unexpected commands: ${commands.join(" & ")}`);
    for (const step of steps.slice(0, killedAfter)) step();
  }

  restart(): void {
    this.marker = undefined;
    this.inUse = this.value;
    this.bootId++;
  }
}
