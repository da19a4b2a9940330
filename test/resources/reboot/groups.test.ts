import assert from "node:assert/strict";
import { RebootTimeoutError, UnreachableError } from "../../../provider/errors";
import { Fleet } from "./fleet";

const names = (count: number, prefix = "vpn") =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at + 1).padStart(2, "0")}`);

describe("restarts of several hosts", () => {
  it("take no more of a group down at once than it allows, whatever the engine runs at once", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(9));
    await fleet.up(() => ({ group: { name: "vpn", maxUnavailable: 3 } }));
    assert.deepEqual(fleet.inStatus("active"), names(9));
    assert.equal(fleet.mostDown, 3);
    assert.deepEqual(fleet.order, names(9));
  });

  it("follow the order of a group among those that wait", async () => {
    const fleet = new Fleet();
    await fleet.addAll(["a", "b", "c", "d"]);
    const order = { a: 5, b: 3, c: 1, d: 2 };
    await fleet.up((name) => ({ group: { name: "vpn", order: order[name as keyof typeof order] } }));
    assert.deepEqual(fleet.order, ["a", "c", "d", "b"]);
  });

  it("wait for none that the engine has not begun, so that a small --parallel ends", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(4));
    const rank = new Map(names(4).map((name, at) => [name, -at]));
    await fleet.up((name) => ({ group: { name: "vpn", order: rank.get(name) ?? 0 } }), 2);
    assert.deepEqual(fleet.inStatus("active"), names(4));
  });

  it("take four clients at a time by default, and servers one at a time and beside no client", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(6, "client"));
    await fleet.up();
    assert.equal(fleet.mostDown, 4);
    const servers = new Fleet();
    await servers.addAll(names(2, "server"), "server");
    await servers.add("client");
    await servers.up();
    assert.equal(servers.mostDown, 1);
    assert.deepEqual(servers.inStatus("active"), [...names(2, "server"), "client"]);
    assert.deepEqual(
      servers.members.map(({ outs }) => outs?.computerKind),
      ["server", "server", "client"],
    );
  });

  it("stop after a failure: those that wait are held back, with a word that says so, and the next run restarts exactly them", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(3));
    const lost = fleet.member("vpn01").scene.windows.power;
    lost.behaviour.afterRestart = "neverReturns";
    const group = () => ({ group: { name: "vpn" }, timeoutSeconds: 300 });
    await fleet.up(group);
    assert.ok(fleet.member("vpn01").failure instanceof RebootTimeoutError);
    for (const name of ["vpn02", "vpn03"]) {
      const { outs, scene } = fleet.member(name);
      assert.deepEqual([outs?.status, scene.windows.boots, scene.requests], ["rebootPending", 0, []]);
      assert.equal(
        scene.warnings.join(),
        `${name}: not restarted (held back after vpn01 failed): its value is written, and the next \`pulumi up\` restarts it; what Pulumi had not begun yet is untouched.`,
      );
    }
    lost.behaviour.afterRestart = "returns";
    lost.powerOn();
    await fleet.clock.advance(600_000);
    await fleet.up(group);
    assert.deepEqual(fleet.inStatus("active"), names(3));
    assert.deepEqual(fleet.order, ["vpn02", "vpn03"]);
    assert.deepEqual(
      fleet.members.map(({ scene }) => scene.windows.boots),
      [1, 1, 1],
    );
  });

  it("are held up in the next run by no host that is still lost", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(3));
    fleet.member("vpn01").scene.windows.power.behaviour.afterRestart = "neverReturns";
    const group = () => ({ group: { name: "vpn" }, timeoutSeconds: 300 });
    await fleet.up(group);
    await fleet.up(group);
    assert.ok(fleet.member("vpn01").failure instanceof RebootTimeoutError);
    assert.deepEqual(fleet.inStatus("active"), ["vpn02", "vpn03"]);
  });

  it("go on where a host cannot be reached, or was put off: neither takes a turn", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(4));
    fleet.member("vpn01").scene.windows.power.behaviour.connections = "silent";
    fleet.member("vpn01").scene.windows.power.behaviour.connectSeconds = 1_000;
    const window = { from: "00:00", to: "00:01", timeZone: "Asia/Tokyo" };
    await fleet.up((name) => ({ group: { name: "vpn" }, ...(name === "vpn02" ? { window } : {}) }));
    assert.ok(fleet.member("vpn01").failure instanceof UnreachableError);
    assert.equal(fleet.member("vpn02").outs?.status, "rebootPending");
    assert.deepEqual(fleet.inStatus("active"), ["vpn03", "vpn04"]);
  });

  it("look at a host again when its turn comes: one that somebody else restarted is left alone", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(2));
    fleet.clock.setTimer(20_000, () => fleet.member("vpn02").scene.windows.boot());
    await fleet.up(() => ({ group: { name: "vpn" } }));
    assert.deepEqual(fleet.inStatus("active"), names(2));
    assert.deepEqual([fleet.order, fleet.member("vpn02").scene.windows.boots], [["vpn01"], 1]);
  });

  it("judge the window again when the turn comes", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(3));
    const minute = 60_000;
    const opens = new Date(fleet.clock.now()).toISOString().slice(11, 16);
    const closes = new Date(fleet.clock.now() + 11 * minute).toISOString().slice(11, 16);
    const window = { from: opens, to: closes, timeZone: "UTC" };
    await fleet.up(() => ({ group: { name: "vpn" }, window, warningSeconds: 60 }));
    assert.deepEqual(fleet.inStatus("active"), ["vpn01"]);
    for (const name of ["vpn02", "vpn03"])
      assert.match(fleet.member(name).scene.warnings.join(), /not restarted \(postponed\)/);
  });

  it("give each host its own time from its turn on", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(4));
    await fleet.up(() => ({ group: { name: "vpn" }, timeoutSeconds: 90 }));
    assert.deepEqual(fleet.inStatus("active"), names(4));
    assert.ok((fleet.member("vpn04").endedAt ?? 0) - (fleet.member("vpn01").requestedAt ?? 0) > 90);
  });

  it("wait for the services of the one before: until they run it counts as down", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(2));
    for (const { scene } of fleet.members)
      scene.windows.services.install("RasMan", { startsAfterSeconds: 300 });
    const readyWhen = { services: ["RasMan"] };
    await fleet.up(() => ({ group: { name: "vpn" }, readyWhen }));
    assert.deepEqual(fleet.inStatus("active"), names(2));
    const [first, second] = names(2).map((name) => fleet.member(name));
    assert.ok((second?.requestedAt ?? 0) >= (first?.endedAt ?? Number.POSITIVE_INFINITY));
    assert.equal(fleet.mostDown, 1);
  });

  it("stop after one whose services do not run, which keeps its place", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(3));
    fleet.member("vpn01").scene.windows.services.install("RasMan", { outcome: "fails" });
    const group = { name: "vpn", stopAfterFailures: 3 };
    await fleet.up(() => ({ group, readyWhen: { services: ["RasMan"] }, timeoutSeconds: 300 }));
    assert.match(String(fleet.member("vpn01").failure), /NOT_READY/);
    for (const name of ["vpn02", "vpn03"]) {
      const { outs, scene } = fleet.member(name);
      assert.deepEqual([outs?.status, scene.requests], ["rebootPending", []]);
      assert.match(scene.warnings.join(), /held back because vpn01 may still be down/);
    }
  });

  it("say what they wait for", async () => {
    const fleet = new Fleet();
    await fleet.addAll(names(2));
    await fleet.up(() => ({ group: { name: "vpn" } }));
    const { told } = fleet.member("vpn02").scene;
    assert.ok(told.includes("waits for its turn in group vpn, after vpn01"), told.join("\n"));
  });
});
