import assert from "node:assert/strict";
import fc from "fast-check";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { lastRebootIn } from "../../../provider/resources/reboot/last-reboot";
import type { RebootOutputs } from "../../../provider/restart/reboot-state";
import { checkAsyncProperty } from "../../support/property";
import { scene } from "./moving-address";
import { stateAfter } from "./state-after";

const serverManager = "HKLM\\SOFTWARE\\Microsoft\\ServerManager";

/** An address that moves to the other machine once, and what the other one is like. */
interface Move {
  /** Before which command it moves. */
  readonly command: number;
  readonly seconds: number;
  readonly marked: boolean;
  readonly otherBoots: boolean;
  /** The other one may have a marker of its own, or be the clone of a disk with ours. */
  readonly otherMarker: string;
}

async function moves({ command, seconds, marked, otherBoots, otherMarker }: Move): Promise<void> {
  const { ours, other, address } = await scene(marked);
  if (otherBoots) other.boot();
  const text = ours.windows.registry.get(markerKey, markerName);
  if (otherMarker === "ours") other.registry.set(markerKey, markerName, text);
  else if (otherMarker !== "none")
    other.registry.set(markerKey, markerName, { type: "REG_SZ", data: otherMarker });
  other.registry.createKey(`${serverManager}\\CurrentRebootAttempts`);
  const before = other.exportRegistry();
  address.onCommand = (sent) => {
    if (sent !== command) return;
    address.moveTo(1);
    ours.clock.setTimer(seconds * 1_000, () => address.moveTo(0));
  };
  const inputs = ours.inputs({ warningSeconds: 5, timeoutSeconds: 300, bootMarker: marked });
  let stored: RebootOutputs | undefined;
  for (let run = 0; run < 3 && stored?.status !== "active"; run++) {
    stored = await stateAfter(ours, inputs, stored, address);
    await ours.clock.advance(100_000);
  }
  assert.equal(stored?.status, "active", stored?.statusReason);
  assert.equal(ours.windows.boots, 1);
  assert.deepEqual(other.shutdownRequests, []);
  assert.equal(other.exportRegistry(), before);
  assert.deepEqual(stored.pendingReasons, [], "the other machine's reasons");
  const { before: bootBefore, after } = lastRebootIn(stored) ?? {};
  assert.equal((after?.machine ?? bootBefore?.machine)?.computerName, "LAB-WIN01");
}

describe("an address that leads to another machine for a while", () => {
  it("never restarts or marks the other machine, and never takes its boot for ours", async function () {
    this.timeout(60_000);
    const move = fc.record({
      command: fc.nat(25),
      seconds: fc.constantFrom(0, 1, 5, 30, 90),
      marked: fc.boolean(),
      otherBoots: fc.boolean(),
      otherMarker: fc.constantFrom("none", "1.fedcba9876543210.-.-.-", "ours"),
    });
    await checkAsyncProperty(
      fc.asyncProperty(move, (given) => moves(given)),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
  });

  it("never restarts or marks the other machine, before whichever command of a restart the address moves", async function () {
    this.timeout(60_000);
    for (const seconds of [0, 30]) {
      for (let command = 0; command < 24; command++) {
        await moves({ command, seconds, marked: true, otherBoots: true, otherMarker: "ours" });
      }
    }
  });
});
