import assert from "node:assert/strict";
import { leftBehindInWords } from "../../provider/restart/left-behind";
import type { ShutdownEntry } from "../../provider/windows/shutdown-log";

const comment = "Change c1 of vpn in stack p/dev, Pulumi";
const nobody = { by: "", program: "", type: "", reason: "", reasonCode: "" };
const ours: ShutdownEntry = { kind: "asked", at: "2026-11-30T21:00:00Z", ...nobody, comment };
const theirs: ShutdownEntry = {
  ...ours,
  kind: "asked",
  at: "2026-11-30T20:00:00Z",
  by: "EXAMPLE\\ann",
  comment: "weekly",
};
const calledOff: ShutdownEntry = { kind: "calledOff", at: "2026-11-30T21:00:30Z", by: "EXAMPLE\\svc" };
const started: ShutdownEntry = { kind: "started", at: "2026-11-30T21:02:00Z" };

const said = (log: readonly ShutdownEntry[] | undefined, policy: "join" | "replace" = "join") =>
  leftBehindInWords({ log, comment, policy });

describe("a request that a run left which was cut off", () => {
  const cases: readonly [string, readonly ShutdownEntry[], RegExp][] = [
    [
      "went ahead",
      [started, ours],
      /21:00:00Z: it went ahead, and Windows started at 2026-11-30T21:02:00Z\.$/,
    ],
    [
      "went ahead, however often Windows started",
      [started, { ...started, at: "2026-11-30T21:01:00Z" }, ours],
      /Windows started at 2026-11-30T21:01:00Z\.$/,
    ],
    ["was taken back", [calledOff, ours], /it was taken back at 2026-11-30T21:00:30Z, by "EXAMPLE\\svc"\.$/],
    ["was taken back before Windows started for another reason", [started, calledOff, ours], /taken back/],
    [
      "is not told of, and may still be scheduled",
      [ours],
      /nothing tells what became of it, and it may still be scheduled\.$/,
    ],
    [
      "is not told of where another was asked for since",
      [theirs, ours],
      /nothing tells what became of it\.$/,
    ],
  ];
  for (const [what, log, wanted] of cases) {
    it(what, () => assert.match(said(log) ?? "", wanted));
  }

  it("is said with what was taken away for it", () => {
    const before: ShutdownEntry = { ...calledOff, at: "2026-11-30T20:59:59Z" };
    assert.match(
      said([ours, before, theirs]) ?? "",
      /may still be scheduled\. Right before it a shutdown was called off at 2026-11-30T20:59:59Z, by "EXAMPLE\\svc" \(event 1074: "EXAMPLE\\ann" asked for it/,
    );
  });

  it("is nothing where the log shows none, or cannot be read", () => {
    for (const log of [undefined, [], [theirs], [calledOff, theirs], [started]]) {
      assert.equal(said(log), undefined);
    }
  });

  it("may have taken a shutdown away where the program wants that, and the newest one was called off", () => {
    assert.match(
      said([calledOff, theirs], "replace") ?? "",
      /^nothing tells whether a run that did not come to its end took a shutdown away; a shutdown was called off/,
    );
    assert.equal(said([theirs], "replace"), undefined);
    assert.equal(said([started, calledOff, theirs], "replace"), undefined);
  });
});
