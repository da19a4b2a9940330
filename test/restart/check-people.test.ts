import assert from "node:assert/strict";
import { type CheckResult, checkRestart } from "../../provider/restart/check-restart";
import type { RestartOptions } from "../../provider/restart/restart-options";
import type { SessionList } from "../../provider/windows/sessions";
import { freeHost } from "./free-host";

const nobody: SessionList = { state: "listed", sessions: [] };
const active: SessionList = {
  state: "listed",
  sessions: [{ user: "ann", id: 2, isDisconnected: false }],
};
const gone: SessionList = { state: "listed", sessions: [{ user: "bob", id: 3, isDisconnected: true }] };
/** As the registry tells it. */
const perhapsGone: SessionList = {
  state: "listed",
  sessions: [{ user: "S-1-5-21-1-2-3-1001", id: 3, isDisconnected: undefined }],
};
const unread: SessionList = { state: "unread", came: "quser.exe printed nothing" };

const check = (people: SessionList, options: RestartOptions, pendingDays = 0): CheckResult =>
  checkRestart({
    ...freeHost,
    people,
    options,
    pendingSince: freeHost.now - pendingDays * 86_400_000,
  });

/** Who is there, what the program says, for how many days it has been pending, and what comes of it. */
const table: readonly (readonly [SessionList, RestartOptions, number, CheckResult["result"] | "late"])[] = [
  [nobody, {}, 0, "go"],
  [nobody, { ifUsersLoggedOn: "fail" }, 0, "go"],
  [nobody, { postponeAtMostDays: 1 }, 9, "go"],
  [active, {}, 0, "held"],
  [active, {}, 9_999, "held"],
  [active, { ifUsersLoggedOn: "postpone" }, 0, "held"],
  [active, { ifUsersLoggedOn: "proceed" }, 0, "go"],
  [active, { ifUsersLoggedOn: "fail" }, 0, "fail"],
  [active, { disconnectedSessions: "ignore" }, 0, "held"],
  [active, { postponeAtMostDays: 3 }, 2.9, "held"],
  [active, { postponeAtMostDays: 3 }, 3, "late"],
  [gone, {}, 0, "held"],
  [gone, { disconnectedSessions: "count" }, 0, "held"],
  [gone, { disconnectedSessions: "ignore" }, 0, "go"],
  [gone, { disconnectedSessions: "ignore", ifUsersLoggedOn: "fail" }, 0, "go"],
  [gone, { ifUsersLoggedOn: "fail" }, 0, "fail"],
  [perhapsGone, { disconnectedSessions: "ignore" }, 0, "held"],
  [perhapsGone, { postponeAtMostDays: 1 }, 1, "late"],
  [unread, {}, 0, "held"],
  [unread, { disconnectedSessions: "ignore" }, 0, "held"],
  [unread, { ifUsersLoggedOn: "fail" }, 0, "fail"],
  [unread, { ifUsersLoggedOn: "proceed" }, 0, "go"],
  [unread, { postponeAtMostDays: 3 }, 2, "held"],
  [unread, { postponeAtMostDays: 3 }, 4, "late"],
];

describe("people who are logged on", () => {
  for (const [people, options, days, wanted] of table) {
    const who =
      people.state === "unread" ? "could not be read" : people.sessions.map(({ user }) => user).join() || "-";
    it(`${who}; ${JSON.stringify(options)}; ${days} days: ${wanted}`, () => {
      const found = check(people, options, days);
      const late = found.result === "go" && found.warnAtLeastSeconds === 900;
      assert.equal(late ? "late" : found.result, wanted);
    });
  }

  it("are named in the reason, some of them", () => {
    const many = Array.from({ length: 9 }, (_, id) => ({ user: `user${id}`, id, isDisconnected: id === 1 }));
    const found = check({ state: "listed", sessions: many }, {});
    assert.equal(
      found.result === "held" && found.reason,
      "user0 (session 0), user1 (session 1, disconnected), user2 (session 2), user3 (session 3), user4 (session 4), and 4 more are logged on",
    );
    const one = check(active, {});
    assert.equal(one.result === "held" && one.reason, "ann (session 2) is logged on");
  });
});
