import assert from "node:assert/strict";
import fc from "fast-check";
import { findingsOf } from "../../provider/nat-traversal/findings";
import { compareMachines, isOneMachine } from "../../provider/nat-traversal/machine";
import { isPlaceholder } from "../../provider/nat-traversal/placeholder-id";
import { observationOf } from "../support/observations";
import { checkProperty } from "../support/property";

const placeholders = [
  "{03000200-0400-0500-0006-000700080009}",
  "{00020003-0004-0005-0006-000700080009}",
  "{00000000-0000-0000-0000-000000000000}",
  "{FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF}",
  "{FEFEFEFE-FEFE-FEFE-FEFE-FEFEFEFEFEFE}",
  "{01010101-0101-0101-0101-010101010101}",
  "{03020100-0504-0706-0809-0A0B0C0D0E0F}",
  "{00010203-0405-0607-0809-0a0b0c0d0e0f}",
  "{04030201-0605-0807-090A-0B0C0D0E0F10}",
  "{10000000-0000-8000-0040-000000000000}",
  "{00112233-4455-6677-8899-AABBCCDDEEFF}",
  "{33221100-5544-7766-8899-AABBCCDDEEFF}",
  "{12345678-1234-5678-90AB-CDDEEFAABBCC}",
  "{12345678-1234-1234-1234-123456789ABC}",
  "{4C4C4544-0020-2010-8020-A0C04F202020}",
  "{4C4C4544-0000-2010-8020-80C04F202020}",
  "00000000000000000000000000000000",
  "{}",
  "",
];

const ownIds = [
  "{8d3c1f60-2b7e-11ee-9c4a-0242ac120002}",
  "{4C4C4544-0051-3610-8052-B7C04F4A4E33}",
  // Zeros before a MAC address: Supermicro's, one for each board.
  "{00000000-0000-0000-0000-AC1F6B012345}",
  "{00000000-0000-0000-0000-002590C7C000}",
  "{031B021C-040D-05C0-9906-9D0700080009}",
  "6f2c7a3e-54d1-4c0e-9b1a-3f8e2d70c915",
  "G-1",
  "another",
];

describe("a placeholder in a machine's identity", () => {
  for (const id of placeholders) {
    it(`is ${JSON.stringify(id)}, in any spelling, and does not make two machines one`, () => {
      for (const spelt of [id, id.toLowerCase(), id.toUpperCase(), id.replace(/[{}]/g, "")]) {
        assert.ok(isPlaceholder(spelt), spelt);
      }
      const [one, clone] = ["A", "B"].map((computerName) => ({
        machineGuid: "G-1",
        computerName,
        hardwareId: id,
      }));
      assert.ok(one !== undefined && clone !== undefined);
      assert.equal(compareMachines(one, clone).result, "different");
      assert.equal(isOneMachine({ hardwareId: id }, { hardwareId: id }), false);
      assert.equal(compareMachines({ hardwareId: id }, { hardwareId: id }).result, "unclear");
      assert.equal(compareMachines({ machineGuid: id }, { machineGuid: id }).result, "unclear");
    });
  }

  for (const id of ownIds) {
    it(`is not ${id}`, () => {
      assert.equal(isPlaceholder(id), false);
      assert.equal(compareMachines({ hardwareId: id }, { hardwareId: id }).result, "sameWithWarning");
    });
  }

  it("never is a random identifier", () => {
    checkProperty(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        fc.pre(new Set(bytes).size > 12);
        const counts = (order: Uint8Array) =>
          order.slice(1).every((byte, index) => byte - (order[index] ?? 0) === 1);
        fc.pre(!counts(bytes));
        return !isPlaceholder(Buffer.from(bytes).toString("hex"));
      }),
    );
  });

  it("changes nothing where a machine is known by the other two parts", () => {
    const known = { machineGuid: "G-1", computerName: "A", hardwareId: "{H-1}" };
    const updated = { ...known, hardwareId: placeholders[0] ?? "" };
    assert.deepEqual(compareMachines(known, updated), { result: "same", explanation: "" });
  });

  it("is a finding", () => {
    const machine = { machineGuid: "G-1", computerName: "A", hardwareId: placeholders[0] ?? "" };
    assert.match(
      findingsOf(observationOf({ machine, bootId: 7 }))[0] ?? "",
      /hardware ID \{03000200-.*many machines share/,
    );
  });
});
