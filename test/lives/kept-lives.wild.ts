import assert from "node:assert/strict";
import { keptEvidence } from "./kept-evidence";
import { wholeLife } from "./kept-life";
import { keptPermissions } from "./kept-permissions";
import { keptReady } from "./kept-ready";
import { keptRollOuts } from "./kept-roll-outs";
import { keptValues } from "./kept-values";
import { play } from "./play";
import { inWords } from "./words";

const all = { ...keptValues, ...keptEvidence, ...keptPermissions, ...keptReady, ...keptRollOuts };

describe("lives that once broke a promise, or that random ones seldom reach", () => {
  for (const [title, kept] of Object.entries(all)) {
    it(`keep it, and never: ${title}`, async () => {
      const life = wholeLife(kept);
      const outcome = await play(life);
      assert.deepEqual(outcome?.broken ?? [], [], inWords(life));
    });
  }
});
