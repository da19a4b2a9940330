import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../../../provider/errors";
import { engineCells } from "./engine-cells";
import { isPlayed } from "./scenario";
import { scenarios } from "./scenarios";
import { tableText, withTable } from "./table";
import { titles } from "./titles";
import { type Way, ways } from "./way";

const repository = join(__dirname, "..", "..", "..");
const two = [
  { name: "ssh+cmd", words: "by hand" },
  { name: "by pigeon", words: "slowly" },
].map((way) => ({ ...(ways[0] as Way), ...way }));

describe("the table of scenarios and ways", () => {
  it("says what was seen, leaves empty what was not, and marks what runs on the engine", () => {
    const seen = new Map([[titles.wholeLife, new Map([["ssh+cmd", "same | as ever"]])]]);
    const lines = tableText(two, [{ title: titles.wholeLife }, { title: titles.restart }], seen).split("\n");
    assert.ok(lines.includes("| by pigeon | slowly |"));
    assert.ok(lines.includes(`| ${titles.wholeLife} | same \\| as ever [E1] | |`), lines.join("\n"));
    assert.ok(lines.includes(`| ${titles.restart} | | |`), "no mark where nothing was seen");
  });

  it("takes the place of the one before, and of nothing else", () => {
    const committed = readFileSync(join(repository, "docs", "transports.md"), "utf8");
    const other = withTable(committed, "another");
    assert.equal(withTable(other, "another"), other);
    assert.match(other, /^# [\s\S]*\n\nanother\n\n/);
    assert.throws(() => withTable("no markers", "another"), /has no <!--/);
  });

  it("has a row for each error code, which the scenario asserts of what the product throws", () => {
    const codes = new Set(scenarios.flatMap(({ code }) => code ?? []));
    assert.deepEqual(
      errorCodes.filter((code) => !codes.has(code)),
      [],
    );
  });

  it("plays each row over each transport that it fits", () => {
    for (const scenario of scenarios) {
      const fitting = ways.filter((way) => scenario.fits?.(way) !== false);
      const played = fitting.filter((way) => isPlayed(scenario, way));
      const transports = (some: readonly Way[]) => new Set(some.map(({ transport }) => transport));
      assert.deepEqual(transports(played), transports(fitting), scenario.title);
    }
  });

  it("says where a row that fits a way is not played over it", () => {
    const seen = new Map([["row", new Map([["ssh+cmd", "same"]])]]);
    const scenario = { title: "row", played: (way: Way) => way.name === "ssh+cmd" };
    const [cmd, other] = ways;
    assert.ok(cmd && other);
    assert.match(tableText([cmd, other], [scenario], seen), /^\| row \| same \| – \|$/m);
    const unfit = { ...scenario, fits: scenario.played };
    assert.match(tableText([cmd, other], [unfit], seen), /^\| row \| same \| \|$/m);
  });

  it("has each row once", () => {
    const rows = scenarios.map(({ title }) => title);
    assert.deepEqual(rows, [...new Set(rows)]);
  });

  for (const { test, way: name, scenarios: listed } of engineCells) {
    it(`marks cells of ${name} that there are, and ${test} asserts that it runs them`, () => {
      const way = ways.find((one) => one.name === name);
      assert.ok(way, name);
      for (const title of listed) {
        const scenario = scenarios.find((one) => one.title === title);
        assert.ok(scenario && isPlayed(scenario, way), title);
      }
      const file = join(repository, "test", "engine", test);
      assert.ok(existsSync(file), file);
      const asserts = /itRunsCells\(\s*__filename,/.test(readFileSync(file, "utf8"));
      assert.ok(asserts, `${test} asserts nothing`);
    });
  }
});
