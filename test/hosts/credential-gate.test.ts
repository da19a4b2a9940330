import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { AuthenticationError } from "../../provider/errors";
import { CredentialGate, laterRejectionOf } from "../../provider/hosts/credential-gate";
import { namesAt, newGate, rejectionBy, settled } from "./shown-credential";

describe("the credential gate", () => {
  let { gate, shown, show } = newGate();
  beforeEach(() => {
    ({ gate, shown, show } = newGate());
  });

  it("offers a credential to one host at a time, in the order in which they came", async () => {
    const [first, second, third] = [show("a"), show("b"), show("c")];
    await settled();
    assert.deepEqual(shown, ["a"]);
    first.takes();
    assert.equal(await first.result, "a");
    await settled();
    assert.deepEqual(shown, ["a", "b"]);
    second.takes();
    await settled();
    assert.deepEqual(shown, ["a", "b", "c"]);
    third.takes();
    assert.deepEqual(await Promise.all([second.result, third.result]), ["b", "c"]);
  });

  it("does not have one credential wait for another", async () => {
    show("a");
    show("b", { account: "other", atHost: "other at b" });
    await settled();
    assert.deepEqual(shown, ["a", "b"]);
  });

  it("offers the credential to the next host where one failed without rejecting it", async () => {
    const [first, second] = [show("a"), show("b"), show("c")];
    first.fails(new Error("silent"));
    await assert.rejects(first.result, /silent/);
    await settled();
    assert.deepEqual(shown, ["a", "b"], "one more, not all");
    second.takes();
    await settled();
    assert.deepEqual(shown, ["a", "b", "c"]);
  });

  it("offers a rejected credential to no other host, and names the host that rejected it", async () => {
    const [first, second] = [show("a"), show("b")];
    first.fails(rejectionBy("a"));
    await assert.rejects(first.result, /the host rejected the password\./);
    await assert.rejects(second.result, (error) => {
      assert.ok(error instanceof AuthenticationError, String(error));
      assert.match(
        error.message,
        /rejected the password \(on a, earlier in this run\); it is not tried again/,
      );
      return true;
    });
    assert.throws(() => gate.throwIfRejected(namesAt("c")), AuthenticationError);
    assert.deepEqual(shown, ["a"]);
  });

  /** A host that took it, and what it says when it is asked. */
  async function vouching(host: string, says: () => Promise<unknown>) {
    const first = show(host);
    await settled();
    first.takes();
    await first.result;
    gate.noteAskable(namesAt(host), () => {
      shown.push(`asked ${host}`);
      return says();
    });
  }

  it("counts a rejection for one host only, once a host that took it before takes it again", async () => {
    await vouching("a", async () => {});
    const [second, third] = [show("b"), show("c")];
    await settled();
    second.fails(rejectionBy("b"));
    await assert.rejects(second.result, AuthenticationError);
    await settled();
    assert.deepEqual(shown, ["a", "b", "asked a", "c"]);
    third.takes();
    await third.result;
    await assert.rejects(show("b").result, /on b, earlier in this run/);
    assert.equal(shown.length, 4);
  });

  it("offers a rejected credential to no other host where the one that took it rejects it too", async () => {
    await vouching("a", async () => {
      throw rejectionBy("a");
    });
    const [second, third] = [show("b"), show("c")];
    await settled();
    second.fails(rejectionBy("b"));
    await assert.rejects(third.result, /on a, earlier in this run/);
    assert.deepEqual(shown, ["a", "b", "asked a"]);
    assert.throws(() => gate.throwIfRejected(namesAt("d")), AuthenticationError);
  });

  it("asks the next one where the first does not answer or restarts, and offers it to nobody where none can tell", async () => {
    for (const host of ["a", "b", "c"]) await vouching(host, async () => assert.fail("silent"));
    gate.noteRestarting(namesAt("c"), true);
    const [rejecting, waiting] = [show("d"), show("e")];
    await settled();
    rejecting.fails(rejectionBy("d"));
    await assert.rejects(waiting.result, (error) => {
      assert.ok(error instanceof AuthenticationError, String(error));
      assert.match(
        error.message,
        /on d, earlier in this run.*No host that accepted it earlier in this run could tell/,
      );
      return true;
    });
    assert.deepEqual(shown, ["a", "b", "c", "d", "asked b", "asked a"]);
  });

  it("counts no rejection by a host that took it and may be booting", async () => {
    await vouching("a", async () => assert.fail("down"));
    gate.noteRestarting(namesAt("a"), true);
    const booting = show("a");
    await settled();
    booting.fails(rejectionBy("a"));
    const error = await booting.result.catch((reason: unknown) => reason);
    assert.equal(laterRejectionOf(error)?.times, 1);
    const other = show("b");
    await settled();
    other.takes();
    assert.equal(await other.result, "b");
  });

  it("counts a rejection by a host that restarts and never took it", async () => {
    gate.noteRestarting(namesAt("a"), true);
    const booting = show("a");
    await settled();
    booting.fails(rejectionBy("a"));
    await assert.rejects(booting.result, AuthenticationError);
    await assert.rejects(show("b").result, /on a, earlier in this run/);
  });

  it("is shared by all that share the rejections", () => {
    const refused = new Map();
    assert.equal(CredentialGate.of(refused), CredentialGate.of(refused));
    assert.notEqual(CredentialGate.of(refused), gate);
  });
});
