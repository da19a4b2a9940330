import assert from "node:assert/strict";
import { type ExpectedRestart, expectedSeconds, forecast } from "../../provider/restart/forecast";

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

  it("takes what the last restart took, whatever its warning was", () => {
    const last = { change: "c", requested: "2026-01-01T00:00:00Z", back: "2026-01-01T00:12:00Z" };
    assert.equal(expectedSeconds(60, { ...last, down: "2026-01-01T00:10:00Z" }), 180);
    assert.equal(expectedSeconds(60, last), 780);
  });
});
