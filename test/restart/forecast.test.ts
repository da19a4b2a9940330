import assert from "node:assert/strict";
import { type ExpectedRestart, expectedSeconds, forecast } from "../../provider/restart/forecast";
import { beginRestart, wentDownAt } from "../../provider/restart/restart-state";

const group = { name: "vpn", maxUnavailable: 3, settleSeconds: 60 };
const of = (count: number, more: Partial<ExpectedRestart> = {}): ExpectedRestart[] =>
  Array.from({ length: count }, () => ({ group: undefined, kind: "client" as const, seconds: 660, ...more }));

describe("what is expected of a run's restarts", () => {
  const told: [string, ExpectedRestart[], string][] = [
    [
      "tells the defaults of a client alone",
      of(1),
      "clients without a group: at most 4 down at once, none after 3 failures",
    ],
    [
      "tells how long forty clients take",
      of(40),
      "clients without a group: at most 4 down at once, none after 3 failures (40 so far: about 110 minutes if all are restarted)",
    ],
    [
      "tells how long forty servers take",
      of(40, { kind: "server" }),
      "servers without a group: at most 1 down at once, none after the first failure (40 so far: about 8 hours if all are restarted)",
    ],
    [
      "tells both where no run has seen the host",
      of(2, { kind: undefined }),
      "if it is a server, servers: at most 1 down at once, none after the first failure (2 so far: about 22 minutes if all are restarted); if it is a client, clients: at most 4 down at once, none after 3 failures (2 so far: about 11 minutes if all are restarted)",
    ],
    [
      "counts the group alone",
      [...of(6, { group }), ...of(5)],
      "group vpn: at most 3 down at once, none after the first failure, 60 s to settle (6 so far: about 24 minutes if all are restarted)",
    ],
  ];
  for (const [what, all, wanted] of told) {
    it(what, () => assert.equal(forecast(all[0] ?? assert.fail(), all), wanted));
  }

  it("takes ten minutes after the warning until better is known", () => {
    assert.equal(expectedSeconds(60, undefined), 660);
    assert.equal(expectedSeconds(60, { change: "c", requested: "2026-01-01T00:00:00Z" }), 660);
  });

  it("takes what the last restart took that was watched, whatever its warning was, and an hour at most", () => {
    const last = { change: "c", requested: "2026-01-01T00:00:00Z" };
    assert.equal(expectedSeconds(60, { ...last, tookSeconds: 120 }), 180);
    assert.equal(expectedSeconds(60, { ...last, tookSeconds: 30_000 }), 3_660);
  });

  it("takes ten minutes after the warning where only a later run saw the host back", () => {
    const times = { requested: "2026-01-01T00:00:00Z", back: "2026-01-02T00:00:00Z" };
    assert.equal(expectedSeconds(60, { change: "c", ...times }), 660);
    assert.equal(expectedSeconds(60, { change: "c", ...times, down: "2026-01-01T23:59:58Z" }), 660);
  });

  it("was watched from when the host went down, or was last seen up, if a look before that saw it up", () => {
    const state = beginRestart({ awaitLogon: true, warningSeconds: 60 });
    assert.equal(wentDownAt({ ...state, seenUpAt: 5, downAt: 7, backAt: 20 }), 7);
    assert.equal(wentDownAt({ ...state, seenUpAt: 5, backAt: 6 }), 5);
    assert.equal(wentDownAt({ ...state, downAt: 7, backAt: 20 }), undefined, "down at the first look");
    assert.equal(wentDownAt({ ...state, seenUpAt: 8, downAt: 7, backAt: 20 }), undefined, "up only after it");
    assert.equal(wentDownAt({ ...state, backAt: 20 }), undefined, "back at the first look");
  });
});
