import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeMarker, encodeMarker, isKnown, type Marker } from "../../provider/nat-traversal/marker";
import { isQuotable } from "../../provider/windows/command-line";
import { absent, dword, type RegistryValue } from "../../provider/windows/registry-value";
import { checkProperty } from "../support/property";
import { latin1Text, registryValue } from "../support/wild-values";

const id = "0123456789abcdef";
const plain: Marker = { id, applied: dword(2), valueAtBoot: { type: "unknown" }, previous: absent };

describe("the marker", () => {
  it("encodes a marker as one short text without spaces", () => {
    assert.equal(encodeMarker(plain), `1.${id}.REG_DWORD:2.u.-`);
    const text: RegistryValue = { type: "REG_SZ", data: 'é"' };
    const bytes: RegistryValue = { type: "REG_BINARY", data: "0AFF" };
    assert.equal(
      encodeMarker({ id, applied: absent, valueAtBoot: bytes, previous: text }),
      `1.${id}.-.REG_BINARY:0AFF.REG_SZ:E922`,
    );
    const large: RegistryValue = { type: "REG_QWORD", data: "18446744073709551615" };
    assert.equal(
      encodeMarker({ id, applied: large, valueAtBoot: absent, previous: "notKept" }),
      `1.${id}.REG_QWORD:FFFFFFFFFFFFFFFF.-.x`,
    );
  });

  it("leaves out of a marker what is too long or cannot be encoded, but never what was applied", () => {
    const long: RegistryValue = { type: "REG_SZ", data: "a".repeat(257) };
    const fits: RegistryValue = { type: "REG_SZ", data: "a".repeat(256) };
    const foreign: RegistryValue = { type: "REG_SZ", data: "\u20ac" };
    const odd: RegistryValue = { type: "REG_QWORD", data: "(null)" };
    const halves: RegistryValue = { type: "REG_BINARY", data: "A" };
    assert.match(encodeMarker({ ...plain, previous: fits }), /\.u\.REG_SZ:(61){256}$/);
    for (const value of [long, foreign, odd, halves]) {
      assert.equal(encodeMarker({ ...plain, previous: value }), `1.${id}.REG_DWORD:2.u.x`);
      assert.equal(encodeMarker({ ...plain, valueAtBoot: value }), `1.${id}.REG_DWORD:2.u.-`);
      assert.throws(() => encodeMarker({ ...plain, applied: value }), RangeError);
    }
  });

  it("refuses a marker whose id could be read as something else", () => {
    for (const wrong of ["", "a.b", "a b", "a;b", "ä", "a".repeat(65), "a\n"]) {
      assert.throws(() => encodeMarker({ ...plain, id: wrong }), RangeError, JSON.stringify(wrong));
    }
    assert.equal(encodeMarker({ ...plain, id: "a".repeat(64) }), `1.${"a".repeat(64)}.REG_DWORD:2.u.-`);
  });

  it("calls a marker unreadable if any part of it is not what encodeMarker writes", () => {
    assert.deepEqual(decodeMarker(`1.${id}.REG_DWORD:2.u.-`), { state: "present", marker: plain });
    for (const text of [
      "",
      "1",
      "2.a.-.-.-",
      "1.a.-.-",
      "1.a.-.-.-.-",
      "1..-.-.-",
      "1.a b.-.-.-",
      "1.a.u.-.-",
      "1.a.x.-.-",
      "1.a.-.x.-",
      "1.a.-.-.u",
      "1.a..-.-",
      "1.a.-..-",
      "1.a.-.-.",
      "1.a.REG_DWORD:.-.-",
      "1.a.REG_DWORD:123456789.-.-",
      "1.a.REG_DWORD:G.-.-",
      "1.a.REG_DWORD:a.-.-",
      "1.a.REG_DWORD.-.-",
      "1.a.REG_QWORD:12345678123456781.-.-",
      "1.a.REG_QWORD:.-.-",
      "1.a.REG_SZ:414.-.-",
      "1.a.REG_SZ:41x.-.-",
      "1.a.REG_DWORD:2 .-.-",
      "1.a.REG_BINARY:0.-.-",
      "1.a.DWORD:2.-.-",
      "1.a.xREG_DWORD:2.-.-",
      `1.a.REG_SZ:${"41".repeat(257)}.-.-`,
      " 1.a.-.-.-",
      "1.a.-.-.- ",
    ]) {
      assert.deepEqual(decodeMarker(text), { state: "unreadable" }, JSON.stringify(text));
    }
    assert.equal(decodeMarker(`1.a.REG_SZ:${"41".repeat(256)}.-.-`).state, "present");
  });

  it("decodes every marker to what was encoded", () => {
    checkProperty(
      fc.property(
        fc.stringMatching(/^[0-9a-f]{16}$/),
        registryValue,
        fc.oneof(registryValue, fc.constant({ type: "unknown" } as const)),
        fc.oneof(registryValue, fc.constant("notKept" as const)),
        (ownId, applied, valueAtBoot, previous) => {
          const marker: Marker = { id: ownId, applied, valueAtBoot, previous };
          const text = encodeMarker(marker);
          assert.ok(isQuotable(text));
          assert.doesNotMatch(text, /[ ;&?"']/);
          assert.deepEqual(decodeMarker(text), { state: "present", marker });
        },
      ),
    );
  });

  it("reads any text, cut off anywhere, as a whole marker or as unreadable", () => {
    checkProperty(
      fc.property(latin1Text, registryValue, fc.nat(600), (noise, previous, end) => {
        assert.ok(["present", "unreadable"].includes(decodeMarker(noise).state));
        const text = encodeMarker({ ...plain, previous });
        const reading = decodeMarker(text.slice(0, end));
        if (reading.state === "present") assert.deepEqual(reading.marker.applied, plain.applied);
      }),
    );
  });

  it("tells a known value at boot from an unknown one", () => {
    assert.equal(isKnown({ type: "unknown" }), false);
    assert.equal(isKnown(absent), true);
  });
});
