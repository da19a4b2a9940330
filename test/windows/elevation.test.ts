import assert from "node:assert/strict";
import { readElevation, tokenGroupsCommand } from "../../provider/windows/elevation";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { ManualClock } from "../support/manual-clock";

describe("elevation", () => {
  for (const [level, expected] of [
    [4096, false],
    [8192, false],
    [8448, false],
    [12287, false],
    [12288, true],
    [16384, true],
  ] as const) {
    it(`is ${expected} at the integrity level ${level}, in any language`, () => {
      const output = `Verbindliche Beschriftung\\Stufe Bezeichnung S-1-16-${level}\r\nJeder S-1-1-0\r\n`;
      assert.equal(readElevation(output), expected);
    });
  }

  it("is not known where no level is named", () => {
    for (const output of ["", "lab\\administrator\r\n", "S-1-16-", "S-1-5-32-544", "XS-1-16-12288"])
      assert.equal(readElevation(output), undefined, output);
  });

  it("is what whoami tells", async () => {
    const windows = new SimulatedWindows({ clock: new ManualClock() });
    assert.equal(readElevation((await windows.execute(tokenGroupsCommand())).output), true);
    windows.elevated = false;
    assert.equal(readElevation((await windows.execute(tokenGroupsCommand())).output), false);
  });
});
