import assert from "node:assert/strict";
import { checkRestart } from "../../provider/restart/check-restart";
import { checkServices } from "../../provider/restart/check-services";
import { freeHost } from "./free-host";

const missing = (name: string) => ({ name, found: { state: "missing" as const } });
const updates = ["Component Based Servicing: updates or features are waiting for a restart"];

describe("the services that a restart is to wait for", () => {
  it("hold up no restart as long as they are installed, running or not", () => {
    const services = [
      { name: "a", found: { state: "running" as const } },
      { name: "b", found: { state: "down" as const, how: "is stopped" } },
    ];
    assert.deepEqual(checkServices({ services, pendingReasons: [] }), { result: "go" });
    assert.deepEqual(checkServices({ services: [], pendingReasons: [] }), { result: "go" });
  });

  it("forbid it where they are not installed, all of them named at once", () => {
    const found = checkServices({
      services: [missing("RasMann"), missing("b")],
      pendingReasons: ["a rename"],
    });
    assert.ok(found.result === "fail");
    assert.match(found.problem, /^there is no service named RasMann or b, for which reboot\.readyWhen/);
    assert.match(found.hint, /^It was not restarted\. .*`sc\.exe query`/);
  });

  it("may come with updates or features that are waiting for the restart", () => {
    const found = checkServices({ services: [missing("RemoteAccess")], pendingReasons: updates });
    assert.deepEqual(found, { result: "go" });
  });

  it("forbid it where nothing can be read of them, updates or not", () => {
    const unread = { state: "unread" as const, came: "sc.exe failed and printed nothing" };
    for (const services of [unread, [{ name: "a", found: unread }]]) {
      const found = checkServices({ services, pendingReasons: updates });
      assert.match(found.result === "fail" ? found.problem : "", /could not be read: .*sc\.exe failed/);
    }
  });

  it("forbid it before anybody is asked to wait for people who are logged on", () => {
    const people = { state: "listed", sessions: [{ user: "ann", id: 2, isDisconnected: false }] } as const;
    assert.equal(checkRestart({ ...freeHost, people, services: [missing("a")] }).result, "fail");
  });
});
