import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runFolder } from "../../support/run-folder";
import { Session } from "../contract/session";
import { accepted } from "../contract/words";
import { skipWithoutWine } from "./tools";
import { startWineHost, type WineHost } from "./wine-host";

describe("the wine host", function () {
  this.timeout(60_000);
  let host: WineHost | undefined;
  const started = () => host ?? assert.fail("the host has not been started");

  before(async function () {
    skipWithoutWine(this);
    host = await startWineHost({ warningSpeed: 100 });
  });
  after(() => host?.stop());

  it("shows a connection only to who has its key", async () => {
    const stranger = { ...started().connection, hostKey: `SHA256:${"A".repeat(43)}` };
    await assert.rejects(Session.open(stranger));
    const nobody = { ...started().connection, user: "nobody" };
    await assert.rejects(Session.open(nobody));
  });

  it("keeps what shutdown was asked for", async () => {
    const session = await Session.open(started().connection);
    const ended = session.ended();
    accepted(await session.run('shutdown -r -f -t 60 -d p:2:4 -c "one; two & three"'));
    await ended;
    await started().settled();
    assert.deepEqual(started().powerRequests.at(-1), {
      kind: "restart",
      seconds: 60,
      reason: "p:2:4",
      comment: "one; two & three",
    });
    assert.equal(started().boots, 1);
  });

  it("stays dark after a power-off until it is switched on", async () => {
    const session = await Session.open(started().connection);
    const ended = session.ended();
    accepted(await session.run("shutdown -s -f -t 5"));
    await ended;
    await started().settled();
    await assert.rejects(Session.open(started().connection), /ECONNREFUSED/);
    await started().powerOn();
    await (await Session.open(started().connection)).close();
    assert.equal(started().boots, 2);
  });

  it("ends with all its files removed", async () => {
    const folder = started().folder;
    assert.ok(folder.startsWith(runFolder()));
    assert.ok(existsSync(join(folder, "prefix")));
    await started().stop();
    host = undefined;
    assert.ok(!existsSync(folder));
  });
});
