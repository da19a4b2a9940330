import assert from "node:assert/strict";
import {
  AuthenticationError,
  CredentialUnavailableError,
  HostKeyError,
  type NatTraversalError,
  ProtocolError,
  UnreachableError,
} from "../../../provider/errors";
import { notForwarded, onTheWay } from "../../../provider/hosts/ssh/jump-failure";

const target = { host: "vpn01", port: 2222 };
const details = { operation: "do it", host: "bastion", problem: "it went wrong", hint: "Mend it." };

describe("a jump host that does not forward", () => {
  const reasons: Record<string, [unknown, RegExp]> = {
    "administratively prohibited": [
      1,
      /the jump host bastion does not allow connections to this host: "open failed" \(port 2222, phase: connect\)\. .*AllowTcpForwarding/,
    ],
    "connect failed": [
      2,
      /the jump host bastion could not connect to this host: "open failed" .*port 2222 .*from there/,
    ],
    "unknown channel type": [3, /bastion does not forward connections: "open failed" .*direct-tcpip/],
    "resource shortage": [4, /bastion is out of resources: "open failed"/],
    "another number": [9, /bastion did not open a channel to this host: "open failed"/],
    "no number": [undefined, /bastion did not open a channel to this host: "open failed"/],
  };
  for (const [words, [reason, message]] of Object.entries(reasons)) {
    it(`is reported with its reason (${words})`, () => {
      const cause = Object.assign(new Error("(SSH) Channel open failure: open failed"), { reason });
      const error = notForwarded("bastion", target, cause);
      assert.deepEqual([error.host, error.phase, error.commandMayHaveRun], ["vpn01", "connect", false]);
      assert.match(error.message, message);
    });
  }

  it("is reported without a reason where it gives none, and never with control characters", () => {
    const silent = Object.assign(new Error("(SSH) Channel open failure: "), { reason: 2 });
    assert.match(
      notForwarded("bastion", target, silent).message,
      /could not connect to this host \(port 2222/,
    );
    const loud = Object.assign(new Error("(SSH) Channel open failure: a\x1b[2J\r\nb"), { reason: 2 });
    assert.match(notForwarded("bastion", target, loud).message, /connect to this host: "a \[2J b" \(port/);
    assert.match(
      notForwarded("bastion", target, undefined).message,
      /did not open a channel to this host \(port/,
    );
  });
});

describe("a failure on the way", () => {
  const phase = { phase: "banner", commandMayHaveRun: true } as const;
  const kinds: readonly NatTraversalError[] = [
    new AuthenticationError(details),
    new HostKeyError(details),
    new CredentialUnavailableError(details),
    new ProtocolError(details),
    new UnreachableError({ ...details, ...phase }),
  ];
  for (const error of kinds) {
    it(`stays ${error.code} of the jump host, and names the host beyond`, () => {
      const told = onTheWay(error, "vpn01");
      assert.deepEqual([told.code, told.constructor, told.host], [error.code, error.constructor, "bastion"]);
      assert.match(told.message, / on bastion: it went wrong; this is the jump host for vpn01\. Mend it\./);
    });
  }

  it("keeps its phase, and has begun no command beyond", () => {
    const told = onTheWay(new UnreachableError({ ...details, ...phase }), "vpn01");
    assert.ok(told instanceof UnreachableError);
    assert.deepEqual([told.phase, told.commandMayHaveRun], ["banner", false]);
    assert.match(told.message, /could not reach vpn01 through the jump host on bastion/);
  });
});
