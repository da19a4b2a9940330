import assert from "node:assert/strict";
import { type CheckResult, checkRestart, type Held } from "../../provider/restart/check-restart";
import { freeHost } from "./free-host";

const held: Held = { result: "held", how: "postponed", reason: "one" };
const fails: CheckResult = { result: "fail", problem: "no", hint: "Do." };

describe("the checks before a restart", () => {
  it("let a host go on which nothing speaks against it", () => {
    assert.deepEqual(checkRestart(freeHost), { result: "go" });
  });

  it("hold it with the first reason", () => {
    const other: Held = { ...held, reason: "two" };
    assert.deepEqual(checkRestart(freeHost, [() => ({ result: "go" }), () => held, () => other]), held);
  });

  it("fail where one of them fails, also behind one that holds", () => {
    assert.deepEqual(checkRestart(freeHost, [() => held, () => fails]), fails);
  });

  it("hand on the longest warning that one of them asks for", () => {
    const warning = (warnAtLeastSeconds: number) => () => ({ result: "go" as const, warnAtLeastSeconds });
    assert.deepEqual(checkRestart(freeHost, [warning(60), warning(900), warning(5)]), warning(900)());
  });
});
