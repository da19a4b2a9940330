import assert from "node:assert/strict";
import { PartialFailureError } from "../../../provider/resources/context";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { Scene } from "./scene";

/** What there is to tell one boot from the next, beside the marker. */
export const evidences = ["all", "no BootId", "no event log", "nothing"] as const;

/** A host with so much evidence, and what a Reboot of it is given. */
export async function scene(marked: boolean, evidence: (typeof evidences)[number]) {
  const ours = new Scene({
    bootId: evidence === "no BootId" || evidence === "nothing" ? "missing" : "counts",
    power: { bootSeconds: 8, settleSeconds: 3 },
  });
  await ours.writeSetting(marked);
  if (evidence === "no event log" || evidence === "nothing") {
    ours.windows.eventLog.clear();
    ours.windows.power.listen({ booted: () => ours.windows.eventLog.clear() });
  }
  const inputs = ours.inputs({
    warningSeconds: 20,
    timeoutSeconds: 200,
    bootMarker: marked,
    ifUnknown: "reboot",
    setting: ours.facts({
      valueAtBoot: { type: "absent" },
      ...(evidence === "nothing" ? { bootEvidence: {} } : {}),
    }),
  });
  return { ours, inputs };
}

/** One run, as the engine does it; the state after it. */
export async function up(ours: Scene, inputs: RebootInputs, stored?: RebootOutputs): Promise<RebootOutputs> {
  if (stored !== undefined && !diffReboot(stored, inputs).changes) return stored;
  try {
    return await ours.run(inputs, stored);
  } catch (error) {
    assert.ok(error instanceof PartialFailureError, String(error));
    return error.properties as unknown as RebootOutputs;
  }
}

/** How many requests Windows accepted. */
export const acceptedBy = (ours: Scene) =>
  ours.windows.shutdownRequests.filter(
    ({ commandLine, exitCode }) => exitCode === 0 && !/ -a\b/.test(commandLine),
  ).length;
