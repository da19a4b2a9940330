import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RestartCase } from "../resources/reboot/restart-case";
import { readCases } from "../support/case-files";
import { checkout, page, sectionOf } from "../support/documents";

describe("the promises of docs/restarts.md", () => {
  const heldBy = sectionOf(page("docs/restarts.md"), "What is promised")
    .split("\n")
    .flatMap((line) => /^\| (?!Promise|-).* \| ([^|]+) \|$/.exec(line)?.[1] ?? []);
  const rows = readCases<RestartCase>("reboot").flatMap(({ content }) => content.row ?? []);

  it("begin the page", () => {
    assert.match(page("docs/restarts.md").text, /^# .*\n\n(?:[^#\n].*\n)+\n## What is promised\n/);
    assert.ok(heldBy.length >= 10, String(heldBy.length));
  });

  it("are each held by a row of the scoreboard or by a test that exists", () => {
    for (const text of heldBy) {
      const names = text.split(", ").filter((name) => !/^F/.test(name));
      for (const name of names) {
        const file = /^`([\w-]+\.(?:test|wild)\.ts)`$/.exec(name)?.[1] ?? name;
        assert.ok(existsSync(join(checkout, "test", "resources", "reboot", file)), file);
      }
      for (const row of rowsIn(text)) assert.ok(rows.includes(row), row);
    }
  });

  it("take in every row of the scoreboard", () => {
    const named = new Set(heldBy.flatMap(rowsIn));
    assert.deepEqual(
      rows.filter((row) => !named.has(row)),
      [],
    );
  });
});

/** The rows that a cell names, as `F5 to F7` or by themselves. */
function rowsIn(text: string): string[] {
  return text.split(", ").flatMap((name) => {
    const [, from, to = from] = /^F(\d+)(?: to F(\d+))?$/.exec(name) ?? [];
    if (from === undefined) return /^F\d+[b-z]$/.exec(name) ?? [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => `F${Number(from) + at}`);
  });
}
