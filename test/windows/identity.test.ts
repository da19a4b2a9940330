import assert from "node:assert/strict";
import { factsLine, takeApart } from "../../provider/windows/fact";
import { elevation } from "../../provider/windows/identity";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { ManualClock } from "../support/manual-clock";

const read = (output: string) => elevation.read(takeApart({ output, exitCode: 0 }));
const line = factsLine({ elevation })("cmd");

describe("elevation", () => {
  for (const [level, expected] of [
    [4096, false],
    [8192, false],
    [8448, false],
    [12287, false],
    [12288, true],
    [16384, true],
  ] as const) {
    it(`calls the integrity level ${level} ${expected ? "elevated" : "not elevated"}, in any language`, () => {
      const output = `Verbindliche Beschriftung\\Stufe Bezeichnung S-1-16-${level}\r\nJeder S-1-1-0\r\n`;
      assert.equal(read(output), expected);
    });
  }

  it("does not know the elevation where no level is named", () => {
    for (const output of ["", "lab\\administrator\r\n", "S-1-16-", "S-1-5-32-544", "XS-1-16-12288"])
      assert.equal(read(output), undefined, output);
  });

  it("reads the elevation from whoami", async () => {
    const windows = new SimulatedWindows({ clock: new ManualClock() });
    assert.equal(read((await windows.execute(line)).output), true);
    windows.elevated = false;
    assert.equal(read((await windows.execute(line)).output), false);
  });
});
