import assert from "node:assert/strict";
import type { Status } from "../../provider/nat-traversal/setting-state";
import { putOffSince, stillPutOff } from "../../provider/restart/pending-since";

const pendingSince = "2026-01-01T00:00:00.000Z";
const stored = (status: Status) => ({ status, pendingSince, triggers: { change: "c1" } });

describe("since when a restart has been put off", () => {
  for (const status of ["rebootPending", "unknown"] as const) {
    it(`is kept from run to run for the same change while the status is ${status}`, () => {
      assert.equal(putOffSince(stored(status), "c1"), Date.parse(pendingSince));
      assert.equal(stillPutOff(status, pendingSince), pendingSince);
    });
  }

  it("begins anew with another change, whose restart nobody has put off yet", () => {
    assert.equal(putOffSince(stored("rebootPending"), "c2"), undefined);
    assert.equal(putOffSince(undefined, "c1"), undefined);
  });

  for (const status of ["active", "drift", "noEffect"] as const) {
    it(`is over once the status is ${status}`, () => {
      assert.equal(putOffSince(stored(status), "c1"), undefined);
      assert.equal(stillPutOff(status, pendingSince), undefined);
    });
  }
});
