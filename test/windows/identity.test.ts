import assert from "node:assert/strict";
import { askFacts } from "../../provider/windows/fact";
import { elevation } from "../../provider/windows/identity";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { answerOf, type Printed } from "../support/framed";
import { ManualClock } from "../support/manual-clock";

const read = (printed: Printed) => elevation.read([answerOf(printed)]);

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
    for (const output of ["", "lab\\administrator\r\n", "S-1-16-", "S-1-5-32-544", "XS-1-16-12288"]) {
      assert.equal(typeof read(output), "object", output);
    }
  });

  it("does not know the elevation where two levels are named, or whoami failed", () => {
    assert.equal(typeof read("S-1-16-8192\r\nS-1-16-12288\r\n"), "object");
    assert.deepEqual(read({ failed: "S-1-16-12288\r\n" }), {
      state: "unread",
      came: 'whoami failed and printed "S-1-16-12288", and so not one integrity level',
    });
  });

  it("reads the elevation from whoami", async () => {
    const windows = new SimulatedWindows({ clock: new ManualClock() });
    const asked = async () => {
      const question = askFacts({ elevation });
      const reading = question.read(await windows.execute(question.line("cmd")));
      return reading.state === "read" ? reading.values.elevation : reading;
    };
    assert.equal(await asked(), true);
    windows.elevated = false;
    assert.equal(await asked(), false);
  });
});
