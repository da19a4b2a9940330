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
  pollSecondsAfter,
  wasCutShort,
} from "../../provider/restart/retry-policy";

const details = { operation: "run it", host: "vpn01", problem: "no", hint: "Look." };
const slow = { connectSeconds: 20, commandSeconds: 60 };
const quick = { connectSeconds: 1, commandSeconds: 3 };

function failedIn(phase: ConnectionPhase): UnreachableError {
  return new UnreachableError({ ...details, phase, commandMayHaveRun: false });
}

describe("the limits of an attempt at a host that may be down", () => {
  const cases: [string, unknown, connect: number, look: number][] = [
    ["nothing failed before", undefined, 2, 10],
    ["what answered spoke nonsense", new ProtocolError(details), 2, 10],
    ["nothing took the connection", failedIn("connect"), 2, 10],
    ["no banner came", failedIn("banner"), 20, 10],
    ["the keys were not exchanged", failedIn("key exchange"), 20, 10],
    ["TLS was not agreed on", failedIn("TLS handshake"), 20, 10],
    ["the log-in was not answered", failedIn("authentication"), 20, 10],
    ["no channel was opened", failedIn("opening a channel"), 20, 10],
    ["no shell was opened", failedIn("opening a shell"), 20, 10],
    ["the command was not begun", failedIn("starting the command"), 2, 10],
    ["the output did not come", failedIn("waiting for output"), 2, 60],
  ];
  for (const [what, failure, connect, look] of cases) {
    it(`are ${connect} s to connect and ${look} s to look where ${what}`, () => {
      assert.deepEqual(
        [connectSecondsAfter(failure, slow), pollSecondsAfter(failure, slow)],
        [connect, look],
      );
    });

    it(`are never above the time-outs, where ${what}`, () => {
      assert.deepEqual([connectSecondsAfter(failure, quick), pollSecondsAfter(failure, quick)], [1, 3]);
    });
  }

  for (const [left, expected] of [
    [-1, true],
    [0, true],
    [599, true],
    [600, false],
    [60_000, false],
  ] as const) {
    it(`${expected ? "were" : "were not"} the deadline's with ${left} ms left`, () =>
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
    it(`${underWay ? "can" : "cannot"} be ${error.name}${underWay && !perhaps ? ", once a restart is under way" : ""}`, () => {
      assert.deepEqual([isTransient(error, "underWay"), isTransient(error, "perhaps")], [underWay, perhaps]);
    });
  }
});
