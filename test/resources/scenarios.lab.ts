import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SameOutputs } from "./scenarios/same-outputs";
import { isPlayed, type Scenario } from "./scenarios/scenario";
import { scenarios } from "./scenarios/scenarios";
import { Scene } from "./scenarios/scene";
import { tableText, withTable } from "./scenarios/table";
import { type Way, ways } from "./scenarios/way";

const document = join(__dirname, "..", "..", "docs", "transports.md");

const notAsSeen =
  "docs/transports.md does not say what was seen: run this without CI=true, and commit what it writes";

describe("the scenarios, over every way", function () {
  this.timeout(60_000);
  const outputs = new SameOutputs();
  const seen = new Map(scenarios.map(({ title }) => [title, new Map<string, string>()]));
  let [cells, begun] = [0, 0];

  for (const way of ways) {
    describe(way.name, () => {
      for (const scenario of scenarios.filter((each) => isPlayed(each, way))) {
        cells++;
        it(scenario.title, async () => {
          begun++;
          seen.get(scenario.title)?.set(way.name, await played(way, scenario));
        });
      }
    });
  }

  // A suite of its own: mocha runs the tests of a suite before the suites in it.
  describe("all of them", () => {
    it("came to what the table of docs/transports.md says", function () {
      if (begun < cells) {
        console.log(`      skipped: ${cells - begun} of ${cells} cells do not run this time`);
        this.skip();
      }
      const before = readFileSync(document, "utf8");
      const after = withTable(before, tableText(ways, scenarios, seen));
      if (process.env.CI === "true") assert.equal(before, after, notAsSeen);
      if (after === before) return;
      writeFileSync(document, after);
      console.log("      docs/transports.md was rewritten: commit it");
    });
  });

  /** Plays a scenario on a host of its own, and gives what was seen if it is what the other ways have seen. */
  async function played(way: Way, scenario: Scenario): Promise<string> {
    const scene = await Scene.set(way, scenario.options);
    try {
      const { cell, steps } = await scenario.play(scene);
      if (scenario.code !== undefined) assert.equal(cell, scenario.code);
      if (steps !== undefined) outputs.compare(scenario.like ?? scenario.title, way, steps);
      return cell;
    } finally {
      await scene.strike();
    }
  }
});
