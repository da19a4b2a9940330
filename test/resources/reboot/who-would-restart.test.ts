import assert from "node:assert/strict";
import { newRunRecord } from "../../../provider/resources/context";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { diffReboot } from "../../../provider/resources/reboot/diff";
import { outlookOnReboot } from "../../../provider/resources/reboot/outlook";
import { readReboot } from "../../../provider/resources/reboot/read";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { unknownSentinel } from "../../../provider/validation/schema";
import { dword } from "../../../provider/windows/registry-value";
import { Scene } from "./scene";

const never = { from: "00:00", to: "00:01", timeZone: "Asia/Tokyo" };
const control = "HKLM\\SYSTEM\\CurrentControlSet\\Control";

describe("who would restart", () => {
  /** A host whose restart is pending, and what a refresh says of it with these options. */
  async function refreshed(more: Partial<RebootInputs>, prepare: (scene: Scene) => void = () => {}) {
    const scene = new Scene();
    await scene.writeSetting();
    const { outs } = await scene.clock.runUntilSettled(
      createReboot(scene.context(), scene.inputs({ window: never })),
    );
    assert.equal(outs.status, "rebootPending");
    const { window: _window, ...rest } = outs;
    prepare(scene);
    const before = scene.windows.exportRegistry();
    const said: string[] = [];
    const context = scene.context();
    const log = { ...context.log, info: (text: string) => void said.push(text) };
    const olds: RebootOutputs = { ...rest, ...more };
    const { props } = await scene.clock.runUntilSettled(readReboot({ ...context, log }, "id", olds));
    assert.deepEqual([scene.requests, scene.windows.exportRegistry()], [[], before]);
    assert.equal(props.status, "rebootPending");
    return said;
  }

  it("is told by a refresh: now, and when its turn comes", async () => {
    assert.deepEqual(await refreshed({ group: { name: "vpn", maxUnavailable: 3 } }), [
      "vpn01: `pulumi up` would restart it now, when its turn comes; group vpn: at most 3 down at once, none after the first failure.",
    ]);
  });

  it("is told by a refresh: not outside the window", async () => {
    const [said = "", ...others] = await refreshed({ window: never });
    assert.match(
      said,
      /^vpn01: `pulumi up` would not restart it now \(out of the window\): it is thu 09:00 there/,
    );
    assert.deepEqual(others, []);
  });

  it("is told by a refresh: not where it would wait for a service that the host does not have", async () => {
    const said = await refreshed({ readyWhen: { services: ["RasMann"] } });
    assert.match(said.join(), /^vpn01: `pulumi up` would fail: there is no service named RasMann, for which/);
  });

  it("is told by a refresh: not while it is guarded", async () => {
    const said = await refreshed({}, ({ windows }) =>
      windows.registry.set(control, "ContainerType", dword(2)),
    );
    assert.match(said.join(), /^vpn01: `pulumi up` would not restart it now \(guarded\): it is a container/);
  });

  it("is not told where the link is lost after the status was read, which stands", async () => {
    const said = await refreshed({}, ({ windows }) =>
      windows.faults.add({ when: /ContainerType/, effect: { kind: "cut", when: "before" } }),
    );
    assert.match(said.join(), /^vpn01: it could not be found out whether `pulumi up` would restart it/);
  });

  it("is not told of a host that needs no restart", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    const context = scene.context();
    const log = { ...context.log, info: (text: string) => assert.fail(text) };
    await scene.clock.runUntilSettled(readReboot({ ...context, log }, "id", outs));
  });

  it("is told by the preview of new ones, with the defaults in use and the time that all take so far", () => {
    const run = newRunRecord();
    const inputs = { ...new Scene().inputs({ warningSeconds: 60 }) };
    const of = (name: string, more: object = {}) =>
      outlookOnReboot({ run, urn: `urn:pulumi:s::p::t::${name}` }, { ...inputs, ...more });
    assert.equal(
      of("a", { group: { name: "vpn" } }),
      "restarts if Windows does not use the value yet; its users are warned 60 s before; group vpn: at most 1 down at once, none after the first failure",
    );
    assert.match(of("b", { group: { name: "vpn" } }), /\(2 so far: about 22 minutes if all are restarted\)$/);
    assert.match(of("b", { group: { name: "vpn" } }), /\(2 so far/, "a second look at the same one");
    assert.match(
      of("c"),
      /; if it is a server, servers: at most 1 .*; if it is a client, clients: at most 4/,
    );
    assert.match(of("d", { window: never }), /60 s before, only daily 00:00 to 00:01 \(Asia\/Tokyo\);/);
    assert.doesNotMatch(of("e", { group: unknownSentinel }), /group/);
  });

  it("is told by the preview of an update, by the kind that an earlier run has seen", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const inputs = scene.inputs({ window: never });
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), inputs));
    const context = { run: newRunRecord(), urn: "urn:pulumi:s::p::t::n" };
    const { changes, warnings } = diffReboot({ ...outs, computerKind: "client" }, inputs, context);
    assert.equal(changes, true);
    assert.match(
      warnings.join(),
      /; clients without a group: at most 4 down at once, none after 3 failures$/,
    );
    assert.deepEqual([...context.run.expectedRestarts.keys()], [context.urn]);
  });
});
