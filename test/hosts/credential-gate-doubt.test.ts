import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { AccessDeniedError } from "../../provider/errors";
import { laterRejectionOf } from "../../provider/hosts/credential-gate";
import { namesAt, newGate } from "./shown-credential";

describe("the credential gate with a failure that may be a rejection", () => {
  let { gate, shown } = newGate();
  beforeEach(() => {
    ({ gate, shown } = newGate());
  });

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
