import assert from "node:assert/strict";
import { heldInWords } from "../../provider/restart/check-restart";
import { withinWindow } from "../../provider/restart/check-window";
import { freeHost } from "./free-host";

const nightly = { from: "22:00", to: "05:00", timeZone: "Europe/Berlin" };
const at = (now: string, more = {}) =>
  withinWindow({ ...freeHost, options: { window: nightly }, now: Date.parse(now), ...more });

describe("the window before a restart", () => {
  it("lets a host go on that has none", () => {
    assert.deepEqual(withinWindow(freeHost), { result: "go" });
  });

  for (const [title, now, wanted] of [
    [
      "leaves a host outside it for a later run",
      "2026-11-30T20:00:00Z",
      "not restarted (out of the window): it is mon 21:00 there, and the window is daily 22:00 to 05:00 (Europe/Berlin). Run `pulumi up` within it.",
    ],
    [
      "leaves a host for a later run whose restart would outlast it",
      "2026-12-01T03:50:00Z",
      "not restarted (postponed): it is tue 04:50 there, 10 minutes before the window daily 22:00 to 05:00 (Europe/Berlin) closes, and warning and restart are expected to take 11 minutes. Run `pulumi up` earlier in it.",
    ],
  ] as const) {
    it(title, () => {
      const found = at(now);
      assert.equal(found.result === "held" && heldInWords(found), wanted);
    });
  }

  it("is to be made longer where all of it does not hold the restart", () => {
    const short = { window: { from: "23:50", to: "00:10", timeZone: "UTC" } };
    const found = at("2026-11-30T23:50:00Z", { options: short, expectedSeconds: 1_260 });
    assert.equal(
      found.result === "held" && heldInWords(found),
      "not restarted (postponed): it is mon 23:50 there, 20 minutes before the window daily 23:50 to 00:10 (UTC) closes, and warning and restart are expected to take 21 minutes. Make the window longer.",
    );
    const whole = { window: { from: "00:00", to: "24:00", days: ["mon" as const], timeZone: "UTC" } };
    const late = at("2026-11-30T23:50:00Z", { options: whole, expectedSeconds: 1_260 });
    assert.match(late.result === "held" ? late.reason : "", /Run `pulumi up` earlier in it$/);
  });

  it("lets a host go on whose restart it holds", () => {
    assert.deepEqual(at("2026-12-01T03:49:00Z"), { result: "go" });
    assert.deepEqual(at("2026-12-01T03:57:00Z", { expectedSeconds: 180 }), { result: "go" });
  });
});
