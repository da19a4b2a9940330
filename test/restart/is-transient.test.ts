import assert from "node:assert/strict";
import {
  AuthenticationError,
  HostKeyError,
  ProtocolError,
  TlsError,
  UnexpectedOutputError,
  UnreachableError,
  UnsupportedShellError,
} from "../../provider/errors";
import { isTransient } from "../../provider/restart/is-transient";

const details = { operation: "run it", host: "vpn01", problem: "no", hint: "Look." };

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
