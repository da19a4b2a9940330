import assert from "node:assert/strict";
import { blocksOf, page, sectionOf } from "../support/documents";
import { hostByHost } from "./fleet-lines";
import { playFleet } from "./fleet-play";

describe("npm start -- fleet", function () {
  this.timeout(240_000);
  const left: (() => Promise<unknown>)[] = [];

  after(async () => {
    for (const clean of left.reverse()) await clean();
  });

  it("prints what docs/fleet.md shows of it, but for the order in which the hosts come", async () => {
    const heading = "A roll-out that stops, and goes on";
    const text = sectionOf(page("docs/fleet.md"), heading);
    const shown = blocksOf({ path: heading, text }).find(({ language }) => language === "text")?.text ?? "";
    const printed: string[] = [];
    await playFleet(
      (line) => void printed.push(line),
      (clean) => void left.push(clean),
    );
    assert.deepEqual(hostByHost(printed), shown.trimEnd().split("\n"));
  });
});
