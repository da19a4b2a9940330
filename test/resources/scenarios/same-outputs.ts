import assert from "node:assert/strict";
import type { Steps } from "./scenario";
import type { Way } from "./way";

/** How the reason of a pending restart ends where Pulumi cannot restart the machine. */
export const restartAdvice =
  " Choose Restart: with Fast Startup, shutting down and powering on does not count.";

/** What was seen in the first way that played a scenario; every later one must have seen the same. */
export class SameOutputs {
  private readonly first = new Map<string, { readonly way: string; readonly steps: Steps }>();

  /** Fails unless the steps that both ways have gave the same outputs; there is at least one such step. */
  compare(scenario: string, way: Way, steps: Steps): void {
    const seen = Object.fromEntries(
      Object.entries(steps).map(([step, outputs]) => [step, withoutTheWay(outputs)]),
    );
    const first = this.first.get(scenario);
    if (first === undefined) {
      this.first.set(scenario, { way: way.name, steps: seen });
      return;
    }
    const common = Object.keys(seen).filter((step) => step in first.steps);
    assert.notEqual(common.length, 0, `${way.name} and ${first.way} have no step in common`);
    for (const step of common)
      assert.deepEqual(seen[step], first.steps[step], `${scenario}, ${step}: not as over ${first.way}`);
  }
}

/** Outputs without what may depend on the way: the connection, the host's name, the advice for one's own machine, and times. */
function withoutTheWay(outputs: object): object {
  const text = JSON.stringify(outputs, (name, value: unknown) => {
    if (dependent.has(name) || name.endsWith("At")) return undefined;
    return typeof value === "string" ? value.replace(restartAdvice, "") : value;
  });
  return JSON.parse(text) as object;
}

const dependent: ReadonlySet<string> = new Set(
  ["connection", "host"].concat(["requested", "down", "back", "tookSeconds"]),
);
