import assert from "node:assert/strict";
import fc from "fast-check";
import {
  askedInWords,
  type ForeignShutdown,
  lostInWords,
  refuseForeign,
  scheduledBy,
} from "../../provider/restart/foreign-shutdown";
import {
  type Meeting,
  type MetShutdown,
  meetShutdown,
  newsOfForeign,
} from "../../provider/restart/meet-shutdown";
import { beginRestart } from "../../provider/restart/restart-state";
import type { ShutdownEntry } from "../../provider/windows/shutdown-log";
import { checkProperty } from "../support/property";
import { anyCharacter } from "../support/wild-values";

const wordOf = ({ next }: Meeting) => (typeof next === "string" ? next : next.do);

const at = "2026-11-30T21:04:10Z";
const asked = {
  kind: "asked",
  at,
  by: "EXAMPLE\\ann",
  program: "shutdown.exe (VPN01)",
  type: "power off",
  reason: "Other (Planned)",
  reasonCode: "0x80000000",
  comment: "weekly patching",
} as const;

describe("whose shutdown is scheduled", () => {
  const cases: readonly [string, readonly ShutdownEntry[] | undefined, string][] = [
    ["ours by its comment", [{ ...asked, comment: "Change c1" }], "ours"],
    ["somebody else's by its comment", [asked], "theirs"],
    ["somebody else's where ours was before it", [asked, { ...asked, comment: "Change c1" }], "theirs"],
    ["not known where the log cannot be read", undefined, "unknown"],
    ["not known where the log holds nothing", [], "unknown"],
    ["not known where the last one was called off", [{ kind: "calledOff", at, by: "bob" }, asked], "unknown"],
    ["not known where Windows has started since", [{ kind: "started", at }, asked], "unknown"],
    ["not known where the log was cleared", [{ kind: "cleared", at }], "unknown"],
  ];
  for (const [what, log, whose] of cases) {
    it(`is ${what}`, () => assert.equal(scheduledBy(log, "Change c1").whose, whose));
  }
});

describe("who asked for a shutdown, in words,", () => {
  it("is quoted with time, kind, reason, comment and program", () => {
    assert.equal(
      askedInWords(asked),
      `event 1074: "EXAMPLE\\ann" asked for it at ${at}, type "power off", reason "Other (Planned)", reason code "0x80000000", comment "weekly patching", program "shutdown.exe (VPN01)"`,
    );
  });

  it("leaves out what the event does not tell", () => {
    const bare = { ...asked, by: "", program: "", type: "", reason: "", reasonCode: "", comment: "" };
    assert.equal(askedInWords(bare), `event 1074: somebody asked for it at ${at}`);
  });

  it("is one line that no terminal and no log acts upon, whatever the host says", () => {
    const wild = fc.string({
      unit: fc.oneof(
        fc.constantFrom("\u001b[2J", "\r\n", "::error::", "##vso[x]", "<{%reset%}>", "\u009b", '"'),
        anyCharacter,
      ),
    });
    checkProperty(
      fc.property(wild, wild, wild, (by, type, comment) => {
        const words = askedInWords({ ...asked, by, type, comment });
        assert.match(words, /^[\x20-\x7e…]*$/);
        assert.doesNotMatch(words, /::\w|##|<\{%/);
      }),
    );
  });
});

describe("a shutdown that stands in the way of a request", () => {
  const theirs = { whose: "theirs", asked: "event 1074: ann" } as const;
  const policies = ["join", "replace", "fail"] as const;
  const met = (foreignShutdown: (typeof policies)[number], what: Partial<MetShutdown>, mayBeOurs = false) => {
    const state = beginRestart({ awaitLogon: false, warningSeconds: 60, foreignShutdown, mayBeOurs });
    return meetShutdown(state, { isInProgress: false, ...what });
  };

  for (const policy of policies) {
    it(`is taken for ours where the log says so, with ${policy}`, () => {
      assert.equal(met(policy, { scheduled: { whose: "ours" } }).next, "take");
      assert.equal(met(policy, { scheduled: { whose: "ours" }, isInProgress: true }).next, "take");
    });
  }

  const table: readonly [Partial<MetShutdown>, Record<(typeof policies)[number], string>][] = [
    [{ scheduled: theirs }, { join: "wait", replace: "replace", fail: "stop" }],
    [{ scheduled: { whose: "unknown" } }, { join: "wait", replace: "replace", fail: "stop" }],
    [{}, { join: "wait", replace: "replace", fail: "stop" }],
    [
      { scheduled: theirs, isInProgress: true },
      { join: "wait", replace: "wait", fail: "stop" },
    ],
    [{ isInProgress: true }, { join: "wait", replace: "wait", fail: "stop" }],
    [
      { scheduled: theirs, takenAway: "no" },
      { join: "wait", replace: "stop", fail: "stop" },
    ],
    [
      { scheduled: theirs, takenAway: "yes" },
      { join: "wait", replace: "replace", fail: "stop" },
    ],
  ];
  for (const [what, wanted] of table) {
    for (const policy of policies) {
      it(`leads to "${wanted[policy]}" with ${policy}: ${JSON.stringify(what)}`, () => {
        assert.equal(wordOf(met(policy, what)), wanted[policy]);
      });
    }
  }

  it("is waited for without a word where it may be ours and nothing tells, but with replace", () => {
    for (const policy of ["join", "fail"] as const) {
      const meeting = met(policy, {}, true);
      assert.deepEqual([meeting.next, meeting.state.foreign], ["wait", undefined]);
    }
    assert.equal(wordOf(met("replace", {}, true)), "replace");
  });

  it("is left to its owner where it is there again after it was taken away twice", () => {
    const state = { ...met("replace", { scheduled: theirs }).state, replacements: 2 };
    const again = meetShutdown(state, { isInProgress: false, scheduled: theirs, takenAway: "yes" });
    assert.ok(typeof again.next === "object" && again.next.do === "stop" && again.next.why.result === "fail");
    assert.match(again.next.why.problem, /which is there again each time it is taken away/);
  });

  it("is told once, when it is waited for", () => {
    const before = beginRestart({ awaitLogon: false, warningSeconds: 60 });
    const { state } = met("join", { scheduled: theirs });
    assert.match(
      newsOfForeign(before, state) ?? "",
      /^waits for another shutdown that is scheduled \(event 1074: ann\)/,
    );
    assert.equal(newsOfForeign(state, { ...state, phase: "unreachable" }), undefined);
  });

  it("is lost only where it was, or may have been, taken away", () => {
    const of = (fate: ForeignShutdown["fate"]) => lostInWords({ fate, isInProgress: false, asked: "ann" });
    assert.deepEqual([of("met"), of("joined"), lostInWords(undefined)], [undefined, undefined, undefined]);
    assert.match(
      of("takenAway") ?? "",
      /was taken away for this restart, and is not scheduled again: ann\.$/,
    );
    assert.match(of("perhapsTakenAway") ?? "", /may have been taken away .*connection was lost.*: ann\.$/);
  });

  it("says what was left as it is, where that is wanted", () => {
    const { problem, hint } = refuseForeign({ fate: "met", isInProgress: false });
    assert.match(
      problem,
      /^there is another shutdown that is scheduled \(who asked for it cannot be read\); Windows/,
    );
    assert.match(hint, /^It was left as it is, and no restart was requested\..*"join" or "replace"/);
  });
});
