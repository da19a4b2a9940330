import assert from "node:assert/strict";
import { decideRestart, type RestartQuestion } from "../../provider/restart/decide";

const asked: RestartQuestion = {
  status: "rebootPending",
  statusReason: "It is pending.",
  ifUnknown: "leave",
  change: "c1",
  lastReboot: undefined,
  markerPresent: true,
};
const requested = "2026-01-01T00:00:00.000Z";
const open = { change: "c1", requested };
const over = { ...open, evidence: "the marker is gone" };

describe("the decision to restart", () => {
  const cases: [string, Partial<RestartQuestion>, string][] = [
    ["what is pending is restarted", {}, "restart"],
    ["what is in force is left", { status: "active" }, "leave"],
    ["what a restart would not help is left", { status: "noEffect" }, "leave"],
    ["what is unknown is left", { status: "unknown" }, "leave"],
    ["what is unknown is restarted if told", { status: "unknown", ifUnknown: "reboot" }, "restart"],
    ["an earlier change's restart counts for nothing", { lastReboot: { ...over, change: "c0" } }, "restart"],
    ["a restart that was spent is not repeated", { lastReboot: over }, "leave"],
    [
      "nor while unknown",
      { lastReboot: over, status: "unknown", ifUnknown: "reboot", markerPresent: false },
      "leave",
    ],
    ["a request that did not come is repeated in the same boot", { lastReboot: open }, "restart"],
    ["one that may have come is waited for", { lastReboot: open, markerPresent: false }, "wait"],
    [
      "and seen to its end, though the setting is in force",
      { lastReboot: open, markerPresent: false, status: "active" },
      "wait",
    ],
  ];
  for (const [what, more, kind] of cases) {
    it(`: ${what}`, () => assert.equal(decideRestart({ ...asked, ...more }).kind, kind));
  }

  it("says why it leaves a host that is not in force", () => {
    for (const status of ["noEffect", "unknown"] as const) {
      const decision = decideRestart({ ...asked, status });
      assert.match(
        decision.kind === "leave" ? (decision.warning ?? "") : "",
        /^not restarted.*It is pending\./,
      );
    }
  });
});
