import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { AccessDeniedError, AuthenticationError } from "../../provider/errors";
import { CredentialGate, type CredentialNames, credentialNames } from "../../provider/hosts/credential-gate";
import { ManualClock } from "../support/manual-clock";

describe("the names of a credential", () => {
  const namesFor = (user: string | undefined, host: string, secret = "p"): CredentialNames =>
    credentialNames({ transport: "winrm", host, ...(user === undefined ? {} : { user }) }, [secret]);

  for (const user of ["CORP\\svc", "svc@corp.example"]) {
    it(`are one for all hosts where the account is a domain's: ${user}`, () => {
      const [one, other] = [namesFor(user, "a"), namesFor(user.toUpperCase(), "b")];
      assert.equal(one.account, other.account);
      assert.notEqual(one.atHost, other.atHost);
    });
  }

  for (const user of ["svc", ".\\svc", undefined]) {
    it(`are each host's own where the account is: ${user}`, () => {
      const [one, other] = [namesFor(user, "a"), namesFor(user, "b")];
      assert.notEqual(one.account, other.account);
      assert.equal(one.account, one.atHost);
      assert.deepEqual(namesFor(user, "A"), one, "a host's name has no case");
    });
  }

  it("are others for another secret", () => {
    assert.notEqual(namesFor("CORP\\svc", "a", "q").account, namesFor("CORP\\svc", "a").account);
  });
});

describe("the credential gate", () => {
  let gate: CredentialGate;
  let shown: string[];
  beforeEach(() => {
    gate = CredentialGate.of(new Map());
    shown = [];
  });

  const namesAt = (host: string): CredentialNames => ({ account: "svc", atHost: `svc at ${host}` });

  /** Lets every promise that is ready, and what follows from it, run. */
  const markManaged = () => new ManualClock().advance(0);

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

  function refusalBy(host: string): AuthenticationError {
    return new AuthenticationError({
      operation: "log in as svc",
      host,
      problem: "the host rejected the password",
      hint: "Correct it.",
    });
  }

  it("shows a credential to one host at a time until one has taken it, and then to all", async () => {
    const [first, second, third] = [show("a"), show("b"), show("c")];
    await markManaged();
    assert.deepEqual(shown, ["a"]);
    first.takes();
    assert.equal(await first.result, "a");
    await markManaged();
    assert.deepEqual(shown, ["a", "b", "c"]);
    third.takes();
    second.takes();
    assert.deepEqual(await Promise.all([second.result, third.result]), ["b", "c"]);
  });

  it("does not have one credential wait for another", async () => {
    show("a");
    show("b", { account: "other", atHost: "other at b" });
    await markManaged();
    assert.deepEqual(shown, ["a", "b"]);
  });

  it("gives the turn to the next one where a host only failed", async () => {
    const [first, second] = [show("a"), show("b"), show("c")];
    first.fails(new Error("silent"));
    await assert.rejects(first.result, /silent/);
    await markManaged();
    assert.deepEqual(shown, ["a", "b"], "one more, not all");
    second.takes();
    await markManaged();
    assert.deepEqual(shown, ["a", "b", "c"]);
  });

  it("shows a refused credential to nobody else, and says who refused it", async () => {
    const [first, second] = [show("a"), show("b")];
    first.fails(refusalBy("a"));
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

  it("holds a refusal against one host only where another has taken the credential", async () => {
    const first = show("a");
    first.takes();
    await first.result;
    const second = show("b");
    await markManaged();
    second.fails(refusalBy("b"));
    await assert.rejects(second.result, AuthenticationError);
    await assert.rejects(show("b").result, AuthenticationError);
    assert.deepEqual(shown, ["a", "b"]);
    assert.doesNotThrow(() => gate.throwIfRejected(namesAt("c")));
    show("c");
    await markManaged();
    assert.deepEqual(shown, ["a", "b", "c"]);
  });

  describe("with a failure that may be a refusal or not", () => {
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

    it("shows the credential to one more host, and to that one not again", async () => {
      await assert.rejects(attempt("a", denies("a")), /denied\. Ask/);
      await assert.rejects(attempt("a", denies("a")), /ACCESS_DENIED: .* \(on a, earlier in this run\)/);
      await assert.rejects(attempt("b", denies("b")), /denied\. Ask/);
      await assert.rejects(attempt("c", denies("c")), /ACCESS_DENIED: .* \(on b, earlier in this run\)/);
      assert.deepEqual(shown, ["a", "b"]);
    });

    it("holds nothing against other hosts once one has taken it", async () => {
      await assert.rejects(attempt("a", denies("a")), /denied\. Ask/);
      assert.equal(await attempt("b", async () => "b"), "b");
      for (const host of ["c", "d", "e"]) await assert.rejects(attempt(host, denies(host)), /denied\. Ask/);
      assert.equal(await attempt("f", async () => "f"), "f");
      assert.deepEqual(shown, ["a", "b", "c", "d", "e", "f"]);
    });

    it("has every host tried where nobody calls it a doubt", async () => {
      for (const host of ["a", "b", "c"]) {
        await assert.rejects(gate.offer(namesAt(host), denies(host)), /denied\. Ask/);
      }
    });
  });

  it("is one for all that share what was refused", () => {
    const refused = new Map();
    assert.equal(CredentialGate.of(refused), CredentialGate.of(refused));
    assert.notEqual(CredentialGate.of(refused), gate);
  });
});
