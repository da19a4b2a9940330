import { titles } from "./titles";

/** Cells of the table that a test on the real engine runs as well: the file in test/engine, the column, and the rows. */
export interface EngineCells {
  readonly test: string;
  readonly way: string;
  readonly scenarios: readonly string[];
}

/** The one list of them: the table marks what stands here, and each of these tests asserts that it is what it runs. */
export const engineCells: readonly EngineCells[] = [
  { test: "whole-life.engine.ts", way: "ssh+cmd", scenarios: [titles.wholeLife, titles.restart] },
  {
    test: "drift.engine.ts",
    way: "ssh+cmd",
    scenarios: [titles.driftOfValue, titles.driftOfType, titles.driftByDeletion],
  },
  {
    test: "start-states.engine.ts",
    way: "ssh+cmd",
    scenarios: [
      ...["absent", "DWORD 0", "DWORD 2", "DWORD 7", "QWORD 2", "text 2", "binary"].map(titles.startState),
      titles.notRestorable,
    ],
  },
  {
    test: "updates.engine.ts",
    way: "ssh+cmd",
    scenarios: [titles.otherMachineOnUpdate, titles.oneAddress],
  },
  {
    test: "default-shell.engine.ts",
    way: "ssh+powershell",
    scenarios: [titles.wholeLife, titles.restart],
  },
  { test: "winrm.engine.ts", way: "winrm https", scenarios: [titles.wholeLife, titles.restart] },
  {
    test: "powershell-local.engine.ts",
    way: "powershell local",
    scenarios: [titles.wholeLife, titles.lifeWithoutRestart, titles.restart],
  },
  {
    test: "powershell-remoting.engine.ts",
    way: "powershell remoting",
    scenarios: [titles.wholeLife, titles.restart],
  },
];
