import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { AccessDeniedError, AuthenticationError } from "../../provider/errors";
import { CredentialGate, laterRejectionOf } from "../../provider/hosts/credential-gate";
import type { CredentialNames } from "../../provider/hosts/credential-names";
import { ManualClock } from "../support/manual-clock";

describe("the credential gate", () => {
  let gate: CredentialGate;
  let shown: string[];
  beforeEach(() => {
    gate = CredentialGate.of(new Map());
    shown = [];
  });

  const namesAt = (host: string): CredentialNames => ({ account: "svc", atHost: `svc at ${host}` });

  /** Lets every promise that is ready, and what follows from it, run. */
  const settled = () => new ManualClock().advance(0);

  /** Shows the credential to a host that answers when told. */
  function show(host: string, names = namesAt(host)) {
    let answer = (_error?: Error) => {};
    const result = gate.offer(names, () => {
      shown.push(host);
      return new Promise<string>((resolve, reject) => {
        answer = (error) => (error === undefined ? resolve(host) : reject(error));
      });
    });
    result.catch(() => {});
    return { result, takes: () => answer(), fails: (error: Error) => answer(error) };
  }

  function rejectionBy(host: string): AuthenticationError {
    return new AuthenticationError({
      operation: "log in as svc",
      host,
      problem: "the host rejected the password",
      hint: "Correct it.",
    });
  }

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

  describe("at a host that took the credential and rejects it later", () => {
    async function taken(host: string) {
      const first = show(host);
      first.takes();
      await first.result;
    }

    /** Offers it to a host that rejects it; the error is its answer, or an earlier one. */
    async function rejectedAt(host: string): Promise<unknown> {
      const attempt = show(host);
      await settled();
      attempt.fails(rejectionBy(host));
      return attempt.result.then(
        () => assert.fail("it was accepted"),
        (error: unknown) => error,
      );
    }

    it("offers it again only if asked, and three times at most until it is taken again", async () => {
      await taken("a");
      for (const round of [1, 2]) {
        for (const times of [1, 2, 3]) {
          const rejection = laterRejectionOf(await rejectedAt("a"));
          assert.equal(rejection?.times, times, `round ${round}`);
          assert.equal(laterRejectionOf(await rejectedAt("a"))?.times, times, "not offered, not counted");
          rejection.allowAgain();
        }
        if (round === 1) await taken("a");
      }
      assert.equal(laterRejectionOf(await rejectedAt("a")), undefined);
      assert.equal(shown.length, 9, "1 + 3 + 1 + 3 + 1");
    });

    it("lets a newer rejection stand where an older one is allowed again", async () => {
      await taken("a");
      const old = laterRejectionOf(await rejectedAt("a"));
      old?.allowAgain();
      await rejectedAt("a");
      old?.allowAgain();
      assert.throws(() => gate.throwIfRejected(namesAt("a")), AuthenticationError);
    });

    it("tells nothing of a host that never took it, or of an account that is rejected everywhere", async () => {
      await taken("a");
      assert.equal(laterRejectionOf(await rejectedAt("b")), undefined);
      gate = CredentialGate.of(new Map());
      assert.equal(laterRejectionOf(await rejectedAt("c")), undefined);
      assert.equal(laterRejectionOf(await rejectedAt("a")), undefined);
    });

    it("keeps no other host from being tried", async () => {
      await taken("a");
      laterRejectionOf(await rejectedAt("a"))?.allowAgain();
      gate.noteRestarting(namesAt("a"), true);
      show("a");
      const other = show("b");
      await settled();
      other.takes();
      assert.equal(await other.result, "b");
    });
  });

  describe("with a failure that may be a rejection", () => {
    const isDoubt = (error: unknown) => error instanceof AccessDeniedError;
    const attempt = (host: string, answer: () => Promise<string>) =>
      gate.offer(
        namesAt(host),
        () => {
          shown.push(host);
          return answer();
        },
        isDoubt,
      );
    const denies = (host: string) => () =>
      Promise.reject(
        new AccessDeniedError({ operation: "open", host, problem: "it was denied", hint: "Ask." }),
      );

    it("offers the credential to one more host, and not again to the first", async () => {
      await assert.rejects(attempt("a", denies("a")), /denied\. Ask/);
      await assert.rejects(attempt("a", denies("a")), /ACCESS_DENIED: .* \(on a, earlier in this run\)/);
      await assert.rejects(attempt("b", denies("b")), /denied\. Ask/);
      await assert.rejects(attempt("c", denies("c")), /ACCESS_DENIED: .* \(on b, earlier in this run\)/);
      assert.deepEqual(shown, ["a", "b"]);
    });

    it("offers the credential on after the first since a host took it, and after the second if that host takes it again", async () => {
      await assert.rejects(attempt("a", denies("a")), /denied\. Ask/);
      assert.equal(await attempt("b", async () => "b"), "b");
      gate.noteAskable(namesAt("b"), async () => void shown.push("asked b"));
      for (const host of ["c", "d", "e"]) await assert.rejects(attempt(host, denies(host)), /denied\. Ask/);
      assert.equal(await attempt("f", async () => "f"), "f");
      assert.deepEqual(shown, ["a", "b", "c", "d", "asked b", "e", "f"]);
    });

    it("counts it at a host that took the credential", async () => {
      await attempt("a", async () => "a");
      gate.noteRestarting(namesAt("a"), true);
      for (const times of [1, 2, 3, undefined]) {
        const error = await attempt("a", denies("a")).catch((reason: unknown) => reason);
        assert.equal(laterRejectionOf(error)?.times, times);
      }
    });

    it("offers the credential to every host where the failure cannot be a rejection", async () => {
      for (const host of ["a", "b", "c"]) {
        await assert.rejects(gate.offer(namesAt(host), denies(host)), /denied\. Ask/);
      }
    });
  });

  it("is shared by all that share the rejections", () => {
    const refused = new Map();
    assert.equal(CredentialGate.of(refused), CredentialGate.of(refused));
    assert.notEqual(CredentialGate.of(refused), gate);
  });
});
