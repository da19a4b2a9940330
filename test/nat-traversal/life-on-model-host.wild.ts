import assert from "node:assert/strict";
import fc from "fast-check";
import { sameEffect } from "../../provider/nat-traversal/nat-traversal-value";
import { whyNotRestorable } from "../../provider/nat-traversal/original-value";
import { evaluateConverged, planConverge } from "../../provider/nat-traversal/plan";
import { planRestore } from "../../provider/nat-traversal/plan-restore";
import type { BehindNat } from "../../provider/nat-traversal/setting-state";
import { evaluateStatus } from "../../provider/nat-traversal/status";
import type { LastVisit } from "../../provider/nat-traversal/value-at-boot";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { ModelHost } from "../support/model-host";
import { checkProperty } from "../support/property";
import { registryValue } from "../support/wild-values";

const path = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";

/** One life of a setting on a model host: create (killed so often, after so many commands), updates, then delete. */
interface Life {
  readonly start: RegistryValue;
  readonly kills: readonly number[];
  readonly wishes: readonly BehindNat[];
  readonly restarts: readonly boolean[];
  readonly rasMan: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  start: registryValue.filter((value) => whyNotRestorable(value) === undefined),
  kills: fc.array(fc.nat(2), { maxLength: 2 }),
  wishes: fc.array(fc.constantFrom<BehindNat>("none", "client", "server", "both", 0, 1, 2), {
    minLength: 1,
    maxLength: 5,
  }),
  restarts: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  rasMan: fc.constantFrom(2, 3),
});

describe("a whole life on a model host", () => {
  it("leaves a host as it began, and never calls a value active that Windows does not use", () => {
    checkProperty(
      fc.property(life, ({ start, kills, wishes, restarts, rasMan }) => {
        const host = new ModelHost(start);
        const observe = () => ({ ...host.observe(), services: { rasMan } });
        const base = { id: "ours", host: "model" } as const;
        const [firstWish = "both"] = wishes;
        for (const kill of kills) {
          const plan = planConverge({
            ...base,
            behindNat: firstWish,
            occasion: "create",
            observation: observe(),
          });
          host.apply({ registryPath: path, write: plan.write, marker: plan.marker }, kill);
        }
        let lastVisit: LastVisit | undefined;
        wishes.forEach((behindNat, index) => {
          const observation = observe();
          const occasion = lastVisit === undefined ? "create" : "update";
          const plan = planConverge({ ...base, behindNat, occasion, observation, lastVisit });
          host.apply({ registryPath: path, write: plan.write, marker: plan.marker });
          const after = observe();
          const result = evaluateConverged({ plan, observation, live: after.value, marker: after.marker });
          assert.deepEqual(plan.previous, start);
          assert.deepEqual(after.value, plan.applied);
          if (result.status === "active") assert.ok(sameEffect(host.inUse, host.value));
          if (result.status === "rebootPending" && result.valueAtBoot.type !== "unknown") {
            assert.ok(!sameEffect(host.inUse, host.value));
          }
          lastVisit = { ...plan, valueAtBoot: result.valueAtBoot, bootEvidence: result.bootEvidence };
          if (restarts[index] === true) host.restart();
          const look = evaluateStatus({
            id: "ours",
            observation: observe(),
            lastVisit,
          });
          if (restarts[index] === true) assert.equal(look.status, "active");
          else assert.equal(look.status, result.status);
        });
        assert.ok(lastVisit);
        const plan = planRestore({ id: "ours", observation: observe(), lastVisit });
        host.apply({ registryPath: path, write: plan.write, marker: plan.marker });
        assert.deepEqual(host.value, start);
        assert.equal(plan.warn, false);
      }),
      { numRuns: 500 },
    );
  });
});
