import assert from "node:assert/strict";
import { decideRestart, type RestartQuestion } from "../../provider/restart/decide";

const asked: RestartQuestion = {
  status: "rebootPending",
  statusReason: "It is pending.",
  ifUnknown: "leave",
  change: "c1",
  lastReboot: undefined,
  undone: undefined,
  markerPresent: true,
};
const requested = "2026-01-01T00:00:00.000Z";
const open = { change: "c1", requested };
const over = { ...open, evidence: "the marker is gone" };

describe("the decision to restart", () => {
  const cases: [string, Partial<RestartQuestion>, string][] = [
    ["a pending setting is restarted for", {}, "restart"],
    ["an active setting is left", { status: "active" }, "leave"],
    ["a setting that a restart would not help is left", { status: "noEffect" }, "leave"],
    ["a value that somebody else changed is left", { status: "drift", ifUnknown: "reboot" }, "leave"],
    ["an unknown status is left", { status: "unknown" }, "leave"],
    [
      "an unknown status is restarted for if the program asks for that",
      { status: "unknown", ifUnknown: "reboot" },
      "restart",
    ],
    [
      "a restart for an earlier change counts for nothing",
      { lastReboot: { ...over, change: "c0" } },
      "restart",
    ],
    ["a change that has had its restart gets no second one", { lastReboot: over }, "leave"],
    [
      "a change that has had its restart gets no second one while its status is unknown",
      { lastReboot: over, status: "unknown", ifUnknown: "reboot", markerPresent: false },
      "leave",
    ],
    ["a request that came to nothing is repeated in the same boot", { lastReboot: open }, "restart"],
    ["a restart that may have come is waited for", { lastReboot: open, markerPresent: false }, "wait"],
    [
      "a restart that may have come is followed to its end, though the setting is active",
      { lastReboot: open, markerPresent: false, status: "active" },
      "wait",
    ],
  ];
  for (const [what, more, kind] of cases) {
    it(`decides that ${what}`, () => assert.equal(decideRestart({ ...asked, ...more }).kind, kind));
  }

  it("says why it leaves a host whose setting is not active", () => {
    for (const status of ["noEffect", "drift", "unknown"] as const) {
      const decision = decideRestart({ ...asked, status });
      assert.match(
        decision.kind === "leave" ? (decision.warning ?? "") : "",
        /^not restarted.*It is pending\./,
      );
    }
  });
});
