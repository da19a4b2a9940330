import assert from "node:assert/strict";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { plainJson } from "../../provider/engine/plain-json";
import { checkProperty } from "../support/property";

describe("plainJson", () => {
  it("keeps what JSON can say", () => {
    const value = { a: 1, b: "x", c: true, d: null, e: [1, { f: "" }], __provider: "text" };
    assert.deepEqual(plainJson(value), value);
  });

  it("leaves out undefined at every depth, and keeps places in lists", () => {
    assert.deepEqual(plainJson({ a: undefined, b: { c: undefined, d: 1 }, e: [undefined, 2, () => 3] }), {
      b: { d: 1 },
      e: [null, 2, null],
    });
  });

  it("makes a Date its ISO text, and a number that is none null", () => {
    const date = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
    assert.deepEqual(plainJson({ date, never: new Date(Number.NaN), none: Number.NaN, big: 12n }), {
      date: "2026-01-02T03:04:05.000Z",
      never: null,
      none: null,
      big: "12",
    });
  });

  it("ends where a part holds itself, and keeps a part that occurs twice", () => {
    const shared = { a: 1 };
    const circle: Record<string, unknown> = { one: shared, two: shared };
    circle.self = [circle];
    assert.deepEqual(plainJson(circle), { one: { a: 1 }, two: { a: 1 }, self: [null] });
  });

  it("takes anything, and gives what the SDK's own conversion takes, unchanged by JSON", () => {
    checkProperty(
      fc.property(
        fc.object({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
          withObjectString: true,
        }),
        (value) => {
          const plain = plainJson(value);
          Struct.fromJavaScript(plain as Parameters<typeof Struct.fromJavaScript>[0]);
          assert.equal(JSON.stringify(JSON.parse(JSON.stringify(plain))), JSON.stringify(plain));
          assert.ok(!hasUndefined(plain));
        },
      ),
    );
  });
});

function hasUndefined(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === undefined;
  return Array.isArray(value) ? [...value].some(hasUndefined) : Object.values(value).some(hasUndefined);
}
