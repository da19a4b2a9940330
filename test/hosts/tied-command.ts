import assert from "node:assert/strict";
import type { Host } from "../../provider/hosts/host";
import { connectionOf, openingSecondsOf } from "../../provider/hosts/same-connection";

/** What holds of every host: a command that is tied to a connection goes over that one, or not at all, and how long opening it took is told. */
export async function assertTiesCommands(host: Host): Promise<void> {
  const first = await host.run("echo one");
  const onlyOver = connectionOf(first);
  assert.ok(onlyOver !== undefined, "the host does not tell connections apart");
  assert.ok(openingSecondsOf(first) !== undefined, "the host does not tell how long connecting took");
  const tied = await host.run("echo two", { onlyOver });
  assert.equal(connectionOf(tied), onlyOver);
  await host.disconnect();
  const ended = { code: "UNREACHABLE", phase: "connect", commandMayHaveRun: false };
  await assert.rejects(host.run("echo three", { onlyOver }), ended);
  const next = connectionOf(await host.run("echo four"));
  assert.ok(next !== undefined && next !== onlyOver);
  await assert.rejects(host.run("echo five", { onlyOver }), ended);
  assert.equal(connectionOf(await host.run("echo six", { onlyOver: next })), next);
}
