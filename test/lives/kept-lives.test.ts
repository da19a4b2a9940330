import assert from "node:assert/strict";
import { keptEvidence } from "./kept-evidence";
import { wholeLife } from "./kept-life";
import { keptPermissions } from "./kept-permissions";
import { keptValues } from "./kept-values";
import { play } from "./play";
import { inWords } from "./words";

describe("lives that once broke a promise", () => {
  for (const [title, kept] of Object.entries({ ...keptValues, ...keptEvidence, ...keptPermissions })) {
    it(`no longer: ${title}`, async () => {
      const life = wholeLife(kept);
      const outcome = await play(life);
      assert.deepEqual(outcome?.broken ?? [], [], inWords(life));
    });
  }
});
