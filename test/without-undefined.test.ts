import assert from "node:assert/strict";
import { withoutUndefined } from "../provider/without-undefined";

describe("withoutUndefined", () => {
  it("removes undefined members at any depth, and keeps null, false, 0 and empty values", () => {
    assert.deepEqual(
      withoutUndefined({
        gone: undefined,
        kept: [null, false, 0, "", {}, { gone: undefined, deep: { gone: undefined, kept: 1 } }],
      }),
      { kept: [null, false, 0, "", {}, { deep: { kept: 1 } }] },
    );
    for (const plain of [undefined, null, 7, "text"]) assert.equal(withoutUndefined(plain), plain);
  });

  it("does not change what it is given", () => {
    const given = { gone: undefined, kept: { gone: undefined } };
    withoutUndefined(given);
    assert.deepEqual(given, { gone: undefined, kept: { gone: undefined } });
  });
});
