import assert from "node:assert/strict";
import { basename } from "node:path";
import { engineCells } from "../lifecycle/scenarios/engine-cells";

/** Holds if docs/transports.md names this test's file for the cells that it runs, and for no others: a way, and its rows. */
export function assertEngineCells(file: string, way: string, scenarios: readonly string[]): void {
  const listed = engineCells.filter(({ test }) => test === basename(file));
  assert.deepEqual(listed, [{ test: basename(file), way, scenarios }]);
}
