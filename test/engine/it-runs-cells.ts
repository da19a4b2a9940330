import assert from "node:assert/strict";
import { basename } from "node:path";
import { engineCells } from "../resources/scenarios/engine-cells";

/** A test that docs/transports.md marks the cells that this file runs, one way and its rows, and no others. */
export function itRunsCells(file: string, way: string, scenarios: readonly string[]): void {
  it("runs the cells that the table of scenarios marks with it", () => {
    const test = basename(file);
    assert.deepEqual(
      engineCells.filter((cells) => cells.test === test),
      [{ test, way, scenarios }],
    );
  });
}
