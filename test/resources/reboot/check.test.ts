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
    const tcp = [1723, { port: 443 }, { host: "vpn.example.net", port: 65_535 }];
    assert.deepEqual(reasons({ readyWhen: { services: ["RasMan", "MSSQL$VPN"], tcp } }), []);
  });

  it("skips what is not known yet, at any depth", () => {
    const setting = Object.fromEntries(Object.keys(good.setting).map((name) => [name, unknownSentinel]));
    assert.deepEqual(reasons({ triggers: { change: unknownSentinel }, setting }), []);
    assert.deepEqual(reasons({ triggers: unknownSentinel, setting: unknownSentinel }), []);
    assert.deepEqual(reasons({ warningSeconds: unknownSentinel, timeoutSeconds: unknownSentinel }), []);
    assert.deepEqual(reasons({ alsoIf: unknownSentinel, ifUsersLoggedOn: unknownSentinel }), []);
    assert.deepEqual(reasons({ alsoIf: [unknownSentinel], postponeAtMostDays: 2 }), []);
    assert.deepEqual(reasons({ ifUsersLoggedOn: unknownSentinel, postponeAtMostDays: 2 }), []);
    assert.deepEqual(reasons({ readyWhen: unknownSentinel }), []);
    assert.deepEqual(reasons({ readyWhen: { services: unknownSentinel, tcp: unknownSentinel } }), []);
    const tcp = [unknownSentinel, { host: unknownSentinel, port: unknownSentinel }];
    assert.deepEqual(reasons({ readyWhen: { services: [unknownSentinel], tcp } }), []);
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
    ["services without their frame", { readyWhen: ["RasMan"] }, /^readyWhen must be an object; it is a list/],
    [
      "readiness that needs nothing",
      { readyWhen: {} },
      /^readyWhen must name services or tcp; it names neither/,
    ],
    ["no service", { readyWhen: { services: [] } }, /^readyWhen\.services must not be empty/],
    [
      "a service twice",
      { readyWhen: { services: ["a", "a"] } },
      /^readyWhen\.services names the string "a" twice/,
    ],
    [
      "eleven services",
      { readyWhen: { services: Array.from({ length: 11 }, (_, at) => `s${at}`) } },
      /^readyWhen\.services must have 10 entries at most; it has 11/,
    ],
    [
      "a service whose name would end its quotes",
      { readyWhen: { services: ['RasMan" & shutdown -s'] } },
      /^readyWhen\.services\.0 must be the name of a service, such as "RasMan"/,
    ],
    [
      "a service that is a number",
      { readyWhen: { services: [5] } },
      /^readyWhen\.services\.0 must be a string/,
    ],
    [
      "port 0",
      { readyWhen: { tcp: [0] } },
      /^readyWhen\.tcp\.0 must be a whole number from 1 to 65,535; it is 0/,
    ],
    ["port 65,536", { readyWhen: { tcp: [{ port: 65_536 }] } }, /^readyWhen\.tcp\.0\.port must be .* 65,535/],
    [
      "a port as text",
      { readyWhen: { tcp: ["1723"] } },
      /^readyWhen\.tcp\.0 .* did you mean the number 1723\?/,
    ],
    [
      "a host without a port",
      { readyWhen: { tcp: [{ host: "a" }] } },
      /^readyWhen\.tcp\.0\.port is required/,
    ],
    [
      "a host with its port",
      { readyWhen: { tcp: [{ host: "a:1", port: 1 }] } },
      /^readyWhen\.tcp\.0\.host must be a host name or an address alone; the port goes into port/,
    ],
    [
      "a slip in readyWhen",
      { readyWhen: { service: ["a"], tcp: [1] } },
      /^readyWhen\.service .* mean "services"/,
    ],
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
    const readyWhen = { services: ["a/b"], tcp: [0] };
    const wrong = { triggers: {}, when: 1, group: "g", warningSeconds: 1, readyWhen };
    const failures = checkReboot({}, { ...good, ...wrong });
    assert.deepEqual(failures.map(({ property }) => property).sort(), [
      "group",
      "readyWhen",
      "readyWhen",
      "triggers",
      "warningSeconds",
      "when",
    ]);
  });
});
