import assert from "node:assert/strict";
import { TwoOwnersError } from "../../provider/errors";
import type { SshConnection } from "../../provider/hosts/ssh/connection";
import { type LifecycleContext, newRunRecord, type RunRecord } from "../../provider/resources/context";
import { declaredAt, declaredOn } from "../../provider/resources/declared";
import { claimAddress, markManaged } from "../../provider/resources/ownership";
import { unknownSentinel } from "../../provider/validation/schema";

const connection: SshConnection = {
  transport: "ssh",
  host: "VPN01.example",
  user: "u",
  password: "pw",
  hostKey: "insecureAcceptAny",
};
const machine = { machineGuid: "guid-1", computerName: "VPN01" };
const own = { id: "own", changeId: "c1" };

function contextOf(run: RunRecord, urn: string): LifecycleContext {
  const silent = { progress: () => {}, info: () => {}, warning: () => {} };
  return {
    urn,
    run,
    log: silent,
    clock: { now: () => 0, monotonic: () => 0, setTimer: () => () => {} },
    newChangeId: () => "c",
    connect: () => Promise.reject(new Error("no host plays a part")),
  };
}

describe("the owner of an address", () => {
  it("is one: a second resource there is refused, and both are named", () => {
    const run = newRunRecord();
    assert.equal(claimAddress(run, "setting", connection, "urn:a"), undefined);
    const failure = claimAddress(run, "setting", { ...connection, host: "vpn01.EXAMPLE", port: 22 }, "urn:b");
    assert.equal(failure?.property, "connection");
    assert.match(failure?.reason ?? "", /urn:a.*urn:b/);
    assert.doesNotMatch(failure?.reason ?? "", /pw/);
  });

  it("may be asked twice, and another port or another type of resource is another address", () => {
    const run = newRunRecord();
    assert.equal(claimAddress(run, "setting", connection, "urn:a"), undefined);
    assert.equal(claimAddress(run, "setting", connection, "urn:a"), undefined);
    assert.equal(claimAddress(run, "setting", { ...connection, port: 2222 }, "urn:b"), undefined);
    assert.equal(claimAddress(run, "reboot", connection, "urn:c"), undefined);
  });

  it("tells the same address behind two jump hosts apart, with any account", () => {
    const run = newRunRecord();
    const by = (host: string, changes: object = {}) => ({
      ...connection,
      jumpHost: { host, user: "u", password: "jump-pw", hostKey: "insecureAcceptAny", ...changes },
    });
    assert.equal(claimAddress(run, "setting", connection, "urn:a"), undefined);
    assert.equal(claimAddress(run, "setting", by("one"), "urn:b"), undefined);
    assert.equal(claimAddress(run, "setting", by("two"), "urn:c"), undefined);
    assert.equal(claimAddress(run, "setting", by("one", { port: 2222 }), "urn:d"), undefined);
    const failure = claimAddress(run, "setting", by("ONE", { port: 22, user: "other" }), "urn:e");
    assert.match(failure?.reason ?? "", /leads to vpn01\.example:22 via one:22, which urn:b/);
    assert.doesNotMatch(failure?.reason ?? "", /pw/);
  });

  for (const unclear of [
    unknownSentinel,
    { ...connection, jumpHost: unknownSentinel },
    { ...connection, jumpHost: { host: unknownSentinel } },
    { ...connection, jumpHost: { host: "one", port: unknownSentinel } },
    { ...connection, jumpHost: "one" },
    { ...connection, jumpHost: {} },
    { ...connection, host: unknownSentinel },
    { ...connection, port: unknownSentinel },
    {},
    undefined,
  ]) {
    it(`is not judged while the address is not known: ${JSON.stringify(unclear)}`, () => {
      const run = newRunRecord();
      const known =
        claimAddress(run, "setting", unclear, "urn:a") ?? claimAddress(run, "setting", unclear, "urn:b");
      assert.equal(known, undefined);
    });
  }
});

describe("a machine on which this run settled", () => {
  it("is found again by its address and by its identity", () => {
    const run = newRunRecord();
    markManaged(contextOf(run, "urn:a"), connection, machine);
    assert.equal(declaredAt(run, "vpn01.example:22", own)?.urn, "urn:a");
    assert.equal(declaredAt(run, "vpn01.example:23", own), undefined);
    assert.equal(declaredOn(run, { machineGuid: "GUID-1" }, own)?.urn, "urn:a");
  });

  it("has one owner, also at another address", () => {
    const run = newRunRecord();
    markManaged(contextOf(run, "urn:a"), connection, machine);
    markManaged(contextOf(run, "urn:a"), { ...connection, host: "10.0.0.1" }, machine);
    assert.throws(
      () => markManaged(contextOf(run, "urn:b"), { ...connection, host: "10.0.0.1" }, machine),
      (error) => error instanceof TwoOwnersError && /urn:b.*urn:a/.test(error.message),
    );
  });

  it("is not taken for its clone, which shares all but the name", () => {
    const run = newRunRecord();
    markManaged(contextOf(run, "urn:a"), connection, { ...machine, hardwareId: "h" });
    const clone = { ...machine, hardwareId: "h", computerName: "VPN02" };
    markManaged(contextOf(run, "urn:b"), { ...connection, host: "vpn02" }, clone);
    assert.equal(declaredOn(run, {}, own), undefined);
  });
});
