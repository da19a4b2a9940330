import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { misshapen } from "../../lab/simulated/winrm/faults";
import { WinrmLab } from "./winrm-lab";

describe("an operation over WinRM that loses its connection", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  it("closes every shell it opened: 100 runs that succeed, fail or are cut", async () => {
    const host = lab.open(lab.sealed);
    for (let run = 0; run < 100; run++) {
      if (run % 10 === 3) lab.winrm.faults.add({ leg: "receive", effect: { kind: "drop", when: "during" } });
      if (run % 10 === 6) lab.winrm.faults.add({ leg: "delete", effect: { kind: "drop", when: "before" } });
      if (run % 10 === 9) {
        lab.winrm.faults.add({ leg: "receive", effect: { kind: "soap", change: misshapen.garbage } });
      }
      await host.run(`exit ${run}`).catch(() => {});
      lab.winrm.faults.clear();
    }
    await lab.assertShellsClosed();
    assert.equal(lab.winrm.shells.opened, 100);
  }).timeout(60_000);
});
