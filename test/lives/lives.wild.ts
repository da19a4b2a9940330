import fc from "fast-check";
import { lifeOfOneHost, lifeOfSeveral } from "./generator";
import type { Life } from "./life";
import { type Outcome, play } from "./play";
import { asLiteral, inWords } from "./words";

/**
 * The suite plays the same lives each time, so that a red one is the work of a change; by hand there are new and more of them:
 * `RUNS=5000 npx mocha test/lives/lives.wild.ts`. `PROPERTY_SEED` repeats a run.
 */
const isByHand = process.env.RUNS !== undefined;
const byHand = Number(process.env.RUNS);
const seed = Number(process.env.PROPERTY_SEED ?? (isByHand ? Date.now() & 0x7fffffff : 3));

describe("random lives of a setting and its reboot", () => {
  for (const [whose, lives, usualRuns] of [
    ["on one host", lifeOfOneHost, 270],
    ["on several hosts, or in two stacks", lifeOfSeveral, 30],
  ] as const) {
    const runs = isByHand ? byHand : usualRuns;
    it(`never break a promise, whatever fails around them: ${whose}`, async function () {
      this.timeout(20_000 + runs * 300);
      const outcomes = new Map<string, Outcome>();
      const property = fc.asyncProperty(lives, async (life) => {
        const outcome = await play(life);
        if (outcome === undefined) return true;
        outcomes.set(asLiteral(life), outcome);
        return false;
      });
      const { counterexample, counterexamplePath, errorInstance, failed } = await fc.check(property, {
        numRuns: runs,
        seed,
      });
      if (!failed) return;
      const life = counterexample?.[0];
      if (life === undefined) throw new Error("the lives were not played to their end");
      const where = `seed ${seed}, path ${counterexamplePath}`;
      throw new Error(report(life, outcomes.get(asLiteral(life)), where), { cause: errorInstance });
    });
  }
});

function report(life: Life, outcome: Outcome | undefined, where: string): string {
  const broken = (outcome?.broken ?? []).map(({ promise, what }) => `promise ${promise}: ${what}`);
  return [
    `${where}; broken at step ${outcome?.step}:`,
    ...broken,
    ...(outcome?.errors ?? []).map((error) => `  after: ${error}`),
    inWords(life),
    asLiteral(life),
  ].join("\n");
}
