import assert from "node:assert/strict";
import {
  AuthenticationError,
  type ConnectionPhase,
  HostKeyError,
  ProtocolError,
  TlsError,
  UnexpectedOutputError,
  UnreachableError,
  UnsupportedShellError,
} from "../../provider/errors";
import {
  connectSecondsAfter,
  isTransient,
  type Loss,
  lossOf,
  pollSecondsAfter,
  wasCutShort,
} from "../../provider/restart/retry-policy";

const details = { operation: "run it", host: "vpn01", problem: "no", hint: "Look." };
const slow = { connectSeconds: 20, commandSeconds: 60 };
const quick = { connectSeconds: 1, commandSeconds: 3 };
const fast = { neededSeconds: 0, silentSeconds: 0 };

function failedIn(phase: ConnectionPhase): UnreachableError {
  return new UnreachableError({ ...details, phase, commandMayHaveRun: false });
}

describe("the limits of an attempt at a host that may be down", () => {
  const cases: [string, unknown, connect: number, poll: number][] = [
    ["nothing failed before", undefined, 2, 10],
    ["the host answered with nonsense", new ProtocolError(details), 2, 10],
    ["nothing accepted the connection", failedIn("connect"), 2, 10],
    ["no banner came", failedIn("banner"), 20, 10],
    ["the keys were not exchanged", failedIn("key exchange"), 20, 10],
    ["TLS was not negotiated", failedIn("TLS handshake"), 20, 10],
    ["the logon was not answered", failedIn("authentication"), 20, 10],
    ["no channel was opened", failedIn("opening a channel"), 20, 10],
    ["no shell was opened", failedIn("opening a shell"), 20, 10],
    ["the command was not started", failedIn("starting the command"), 2, 10],
    ["the output did not come", failedIn("waiting for output"), 2, 60],
  ];
  for (const [what, failure, connect, poll] of cases) {
    it(`allows ${connect} s to connect and ${poll} s to poll where ${what}`, () => {
      assert.deepEqual(
        [connectSecondsAfter(failure, slow, fast), pollSecondsAfter(failure, slow)],
        [connect, poll],
      );
    });

    it(`never allows more than the time-outs where ${what}`, () => {
      assert.deepEqual([connectSecondsAfter(failure, quick, fast), pollSecondsAfter(failure, quick)], [1, 3]);
    });
  }

  for (const [neededSeconds, silentSeconds, expected] of [
    [0.9, 0, 2],
    [0, 39, 2],
    [0, 40, 5],
    [3, 0, 6],
    [3, 80, 10],
    [12, 0, 20],
    [0, 3_600, 20],
  ] as const) {
    it(`allows ${expected} s to connect where that took ${neededSeconds} s before and ${silentSeconds} s were silent`, () => {
      const history = { neededSeconds, silentSeconds };
      assert.equal(connectSecondsAfter(failedIn("connect"), slow, history), expected);
    });
  }

  for (const [left, expected] of [
    [-1, true],
    [0, true],
    [599, true],
    [600, false],
    [60_000, false],
  ] as const) {
    it(`blames a failure with ${left} ms left on the ${expected ? "deadline" : "host"}`, () =>
      assert.equal(wasCutShort(left), expected));
  }
});

describe("what a host on its way down or up fails with", () => {
  const cases: [Error, underWay: boolean, perhaps: boolean][] = [
    [new UnreachableError({ ...details, phase: "connect", commandMayHaveRun: false }), true, true],
    [new ProtocolError(details), true, true],
    [new UnexpectedOutputError(details), true, false],
    [new AuthenticationError(details), false, false],
    [new HostKeyError(details), false, false],
    [new TlsError(details), false, false],
    [new UnsupportedShellError(details), false, false],
    [new Error("a slip"), false, false],
  ];
  for (const [error, underWay, perhaps] of cases) {
    it(`takes ${error.name} for ${!underWay ? "permanent" : perhaps ? "transient" : "transient only during a restart"}`, () => {
      assert.deepEqual([isTransient(error, "underWay"), isTransient(error, "perhaps")], [underWay, perhaps]);
    });
  }
});

describe("what a failure tells of a restart", () => {
  const loss: Loss = {
    ...{ during: "poll", sent: "request", sentAt: 7, phase: "going down", remaining: 600_000, at: 9 },
  };
  const timedOut = (phase: ConnectionPhase, commandMayHaveRun = false) =>
    new UnreachableError({ ...details, phase, commandMayHaveRun, timedOut: true });
  const refused = failedIn("connect");
  const late = { remaining: 500 };

  it("is that a host which cannot be reached does not answer, and a slow or senseless one cannot be read", () => {
    assert.deepEqual(lossOf(refused, loss), { kind: "noAnswer", error: "no", at: 9 });
    assert.equal(lossOf(timedOut("connect"), loss).kind, "noAnswer");
    assert.equal(lossOf(timedOut("waiting for output"), loss).kind, "unreadable");
    assert.equal(lossOf(new ProtocolError(details), loss).kind, "noAnswer");
    assert.deepEqual(lossOf(new UnexpectedOutputError(details), { ...loss, ...late }), {
      kind: "unreadable",
      error: "no",
      at: 9,
    });
  });

  it("is nothing where the deadline cut it short: what timed out, and any failure of a host that was answering", () => {
    assert.deepEqual(lossOf(timedOut("waiting for output"), { ...loss, ...late }), {
      kind: "deadline",
      at: 9,
    });
    assert.equal(lossOf(refused, { ...loss, ...late }).kind, "noAnswer");
    for (const phase of ["answering", "settled"] as const) {
      assert.equal(lossOf(refused, { ...loss, ...late, phase }).kind, "deadline");
      assert.equal(lossOf(refused, { ...loss, phase }).kind, "noAnswer");
    }
  });

  it("is of a request whether it was perhaps delivered, the deadline near or not", () => {
    const request = { ...loss, ...late, during: "request" } as const;
    const lost = { kind: "requestLost", sentAt: 7, error: "no", at: 9 };
    assert.deepEqual(lossOf(timedOut("waiting for output", true), request), {
      ...lost,
      delivered: "perhaps",
    });
    assert.deepEqual(lossOf(refused, request), { ...lost, delivered: "no" });
    assert.deepEqual(lossOf(new ProtocolError(details), request), { ...lost, delivered: "perhaps" });
    const nothing = { ...request, sent: "nothing" } as const;
    assert.deepEqual(lossOf(timedOut("waiting for output", true), nothing), { ...lost, delivered: "no" });
    const replacing = { ...request, during: "replace", sent: "replacement" } as const;
    assert.deepEqual(lossOf(new ProtocolError(details), replacing), {
      ...{ ...lost, delivered: "perhaps", takenAway: "perhaps" },
    });
  });
});
