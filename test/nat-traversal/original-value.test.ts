import assert from "node:assert/strict";
import { fromWords } from "../support/value-words";
import { markerOf, plan, visit } from "./planned";

describe("the original value", () => {
  const killed = markerOf("ours", "REG_DWORD 2", "absent", "REG_SZ 2");

  it("takes the original value from our own marker after a killed create", () => {
    const { write, previous, applied, marker, warnings } = plan("REG_DWORD 2", {}, killed);
    assert.deepEqual([write, warnings], [undefined, []]);
    assert.deepEqual([previous, applied], [fromWords("REG_SZ 2"), fromWords("REG_DWORD 2")]);
    assert.deepEqual(marker, killed);
  });

  it("takes the current value as the original one if the killed create had only marked", () => {
    const { write, previous } = plan("REG_SZ 2", {}, killed);
    assert.deepEqual([write, previous], [fromWords("REG_DWORD 2"), fromWords("REG_SZ 2")]);
  });

  it("takes the current value as the original one if somebody changed it since, even to one with the same effect", () => {
    assert.deepEqual(plan("REG_DWORD 1", {}, killed).previous, fromWords("REG_DWORD 1"));
    const zero = markerOf("ours", "REG_DWORD 0", "absent", "REG_SZ 2");
    assert.deepEqual(plan("absent", { behindNat: "none" }, zero).previous, fromWords("absent"));
  });

  it("takes the original value from another resource's marker, with the advice to add an alias", () => {
    const renamed = markerOf("other1", "REG_DWORD 2", "REG_DWORD 2", "absent");
    const { previous, marker, warnings } = plan("REG_DWORD 2", {}, renamed);
    assert.deepEqual(previous, fromWords("absent"));
    assert.deepEqual(marker, { ...renamed, id: "ours" });
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? "",
      /another resource \(id other1\); destroy restores what was there before that: absent.*add an alias/,
    );
  });

  it("warns of nothing where another resource's marker holds the same value", () => {
    const left = markerOf("other1", "absent", "absent", "absent");
    assert.deepEqual(plan("absent", {}, left).warnings, []);
  });

  it("takes the current value as the original one, with a warning, where the marker does not hold it", () => {
    const { previous, warnings } = plan("REG_DWORD 2", {}, { ...killed, previous: "notKept" });
    assert.deepEqual(previous, fromWords("REG_DWORD 2"));
    assert.match(
      warnings.join(),
      /marker does not hold the value from before REG_DWORD 2; destroy restores REG_DWORD 2/,
    );
  });

  it("never renews the original value", () => {
    const lastVisit = visit("REG_DWORD 2", "REG_SZ 2");
    for (const value of ["REG_DWORD 2", "absent", "REG_MULTI_SZ 2"]) {
      const request = { occasion: "update", lastVisit } as const;
      assert.deepEqual(plan(value, request, killed).previous, fromWords("REG_SZ 2"));
      assert.deepEqual(
        plan(value, request, { ...killed, previous: fromWords("absent") }).previous,
        fromWords("REG_SZ 2"),
      );
    }
  });

  it("warns where the original value can no longer be restored", () => {
    const foreign = fromWords("REG_MULTI_SZ 2");
    const lastVisit = { ...visit("REG_DWORD 2", "absent"), previous: foreign };
    const request = { occasion: "update", behindNat: "server", lastVisit } as const;
    const { write, warnings } = plan("REG_DWORD 2", request);
    assert.deepEqual(write, fromWords("REG_DWORD 1"));
    assert.match(warnings.join(), /\(REG_MULTI_SZ\) cannot be restored on destroy/);
    assert.deepEqual(plan("REG_DWORD 2", { ...request, onDelete: "remove" }).warnings, []);
    const fromMarker = plan("REG_DWORD 2", { behindNat: "server" }, { ...killed, previous: foreign });
    assert.deepEqual(fromMarker.write, fromWords("REG_DWORD 1"));
    assert.match(fromMarker.warnings.join(), /cannot be restored/);
  });
});
