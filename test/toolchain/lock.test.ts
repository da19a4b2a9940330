import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { newFolder } from "../support/run-folder";
import { withLock } from "./lock.mjs";

const quick = { pollMilliseconds: 1 };

function newLock(): string {
  return join(newFolder("lock"), "below", "a.lock");
}

/** A process id that was in use a moment ago and is not any more. */
function goneProcess(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

describe("the set-up's lock", () => {
  it("lets one at a time work, and is gone afterwards", async () => {
    const file = newLock();
    let inside = 0;
    let most = 0;
    const waited: string[] = [];
    const turn = () =>
      withLock(
        file,
        async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
        },
        { ...quick, onWait: (holder) => waited.push(holder) },
      );
    await Promise.all([turn(), turn(), turn(), turn()]);
    assert.equal(most, 1);
    assert.ok(waited.length >= 1);
    assert.match(waited[0] ?? "", new RegExp(`process ${process.pid} on ${hostname()}`));
    assert.deepEqual(readdirSync(dirname(file)), []);
  });

  it("is given back when the work fails", async () => {
    const file = newLock();
    await assert.rejects(
      withLock(file, async () => Promise.reject(new Error("no disk"))),
      /no disk/,
    );
    assert.equal(existsSync(file), false);
  });

  it("is taken over from a process that is gone", async () => {
    const file = newLock();
    mkdirSync(dirname(file));
    writeFileSync(file, `${goneProcess()} ${hostname()}`);
    assert.equal(
      await withLock(file, async () => readFileSync(file, "utf8"), quick),
      `${process.pid} ${hostname()}`,
    );
  });

  for (const [holder, text] of [
    ["another machine", "1 elsewhere"],
    ["a process id that is in use again", `${process.pid} ${hostname()}`],
    ["nobody: its maker died while writing it", ""],
  ] as const) {
    it(`is taken over from ${holder} once it has been silent for long, and not before`, async () => {
      const file = newLock();
      mkdirSync(dirname(file));
      writeFileSync(file, text);
      let waits = 0;
      const taken = withLock(file, async () => true, {
        ...quick,
        onWait: () => {
          waits++;
          const longAgo = new Date(Date.now() - 121_000);
          utimesSync(file, longAgo, longAgo);
        },
      });
      assert.equal(await taken, true);
      assert.equal(waits, 1);
    });
  }
});
