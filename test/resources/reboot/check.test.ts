import assert from "node:assert/strict";
import { checkReboot } from "../../../provider/resources/reboot/check";
import { unknownSentinel } from "../../../provider/validation/schema";
import { Scene } from "./scene";

const good = { ...new Scene().inputs({ warningSeconds: 60 }) };
const reasons = (more: object) => checkReboot({}, { ...good, ...more }).map(({ reason }) => reason);

describe("check of a reboot", () => {
  it("passes what is right, hidden inputs included", () => {
    assert.deepEqual(reasons({ __later: 1, ifUnknown: "reboot" }), []);
    assert.deepEqual(reasons({ disconnectedSessions: "ignore", postponeAtMostDays: 7 }), []);
    assert.deepEqual(reasons({ alsoIf: ["domainController", "preBootPin"], ifUsersLoggedOn: "fail" }), []);
  });

  it("skips what is not known yet, at any depth", () => {
    const setting = Object.fromEntries(Object.keys(good.setting).map((name) => [name, unknownSentinel]));
    assert.deepEqual(reasons({ triggers: { change: unknownSentinel }, setting }), []);
    assert.deepEqual(reasons({ triggers: unknownSentinel, setting: unknownSentinel }), []);
    assert.deepEqual(reasons({ warningSeconds: unknownSentinel, timeoutSeconds: unknownSentinel }), []);
    assert.deepEqual(reasons({ alsoIf: unknownSentinel, ifUsersLoggedOn: unknownSentinel }), []);
    assert.deepEqual(reasons({ alsoIf: [unknownSentinel], postponeAtMostDays: 2 }), []);
    assert.deepEqual(reasons({ ifUsersLoggedOn: unknownSentinel, postponeAtMostDays: 2 }), []);
  });

  const wrong: [string, object, RegExp][] = [
    ["a warning of less than 5 s", { warningSeconds: 4 }, /^warningSeconds must be .* from 5/],
    ["half a second", { timeoutSeconds: 90.5 }, /^timeoutSeconds must be a whole number of seconds/],
    ["no time for the restart", { timeoutSeconds: 60 }, /^timeoutSeconds leaves no time/],
    [
      "a long warning and the usual deadline",
      { warningSeconds: 1800, timeoutSeconds: undefined },
      /^warningSeconds leaves/,
    ],
    ["no trigger", { triggers: {} }, /^triggers\.change is required/],
    ["no facts", { setting: undefined }, /^setting is required/],
    ["facts without an id", { setting: { ...good.setting, id: undefined } }, /^setting\.id is required/],
    ["a policy, which is the component's", { when: "ifRequired" }, /^when is not a known option/],
    ["an answer that is none", { ifUnknown: "maybe" }, /^ifUnknown must be/],
    ["a slip of the pen", { timeoutSecond: 5 }, /did you mean "timeoutSeconds"/],
    [
      "a fourth way with others' shutdowns",
      { foreignShutdown: "abort" },
      /^foreignShutdown must be "join", "replace" or "fail"; it is the string "abort"/,
    ],
    ["a wish for users that is none", { ifUsersLoggedOn: "ask" }, /^ifUsersLoggedOn must be "postpone", /],
    ["half a day", { postponeAtMostDays: 0.5 }, /^postponeAtMostDays must be a whole number of days from 1/],
    [
      "days for people who postpone nothing",
      { ifUsersLoggedOn: "proceed", postponeAtMostDays: 3 },
      /^postponeAtMostDays has no effect.*ifUsersLoggedOn "proceed"/,
    ],
    ["a guard that is none", { alsoIf: ["hypervisors"] }, /^alsoIf\.0 must be .*did you mean "hypervisor"/],
    ["a guard without a list", { alsoIf: "hypervisor" }, /^alsoIf must be a list; it is a string/],
    ["to restart containers", { alsoIf: ["container"] }, /^alsoIf\.0 must be/],
    [
      "the machine that Pulumi runs on",
      { connection: { transport: "powershell" } },
      /^connection leads to the machine that Pulumi runs on.*before anything is proven.*reboot\.when to "never"/,
    ],
    [
      "the same machine by remoting to itself",
      { connection: { transport: "powershell", host: "LocalHost" } },
      /^connection leads to the machine that Pulumi runs on/,
    ],
    [
      "a host that is no text, for another computer by PowerShell remoting",
      { connection: { transport: "powershell", host: 5 } },
      /^connection\.host must be a string; it is a number$/,
    ],
    ["a group that is a name alone", { group: "g" }, /^group must be an object/],
    ["a group without a name", { group: {} }, /^group\.name is required/],
    [
      "a share of a group",
      { group: { name: "g", maxUnavailable: "25%" } },
      /^group\.maxUnavailable must be a whole number of hosts/,
    ],
    ["a group of which none may be down", { group: { name: "g", maxUnavailable: 0 } }, /from 1 to 1,000/],
    ["a rank that is none", { group: { name: "g", order: "first" } }, /^group\.order must be a whole number/],
    ["a group's size outside it", { maxUnavailable: 1 }, /^maxUnavailable is an option of a group/],
    ["a group's patience outside it", { stopAfterFailures: 1 }, /^stopAfterFailures is an option of a group/],
  ];
  for (const [what, more, wanted] of wrong) {
    it(`refuses ${what}`, () => {
      const found = reasons(more);
      assert.equal(found.length, 1, found.join("; "));
      assert.match(found[0] ?? "", wanted);
    });
  }

  it("never judges old inputs, options of an earlier version among them", () => {
    const olds = { ...good, when: "ifRequired", foreignShutdown: "mess", timeoutSeconds: "mess" };
    assert.deepEqual(checkReboot(olds, good), []);
  });

  it("names every fault at once, each at its top-level property", () => {
    const failures = checkReboot({}, { ...good, triggers: {}, when: 1, group: "g", warningSeconds: 1 });
    assert.deepEqual(failures.map(({ property }) => property).sort(), [
      "group",
      "triggers",
      "warningSeconds",
      "when",
    ]);
  });
});
