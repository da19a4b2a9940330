import assert from "node:assert/strict";
import { compareMachines, describeMachine } from "../../provider/nat-traversal/machine";

describe("the machine", () => {
  const known = { machineGuid: "G-1", computerName: "VPN01", hardwareId: "{H-1}" };
  const rows: [string, object, object, string, RegExp][] = [
    ["all equal", known, known, "same", /^$/],
    ["letter case does not count", known, { machineGuid: "g-1", computerName: "vpn01" }, "same", /^$/],
    [
      "renamed",
      known,
      { ...known, computerName: "VPN02" },
      "sameWithWarning",
      /^its computer name changed from VPN01 to VPN02$/,
    ],
    [
      "Windows reinstalled",
      known,
      { ...known, machineGuid: "G-2" },
      "sameWithWarning",
      /^its MachineGuid changed from G-1 to G-2$/,
    ],
    ["other hardware", known, { ...known, hardwareId: "{H-2}" }, "sameWithWarning", /^its hardware ID/],
    [
      "only one to compare, equal",
      known,
      { machineGuid: "G-1" },
      "sameWithWarning",
      /^only its MachineGuid could be compared/,
    ],
    [
      "only one to compare, not equal",
      { computerName: "A" },
      { computerName: "B" },
      "different",
      /from A to B/,
    ],
    [
      "one equal, one not",
      { machineGuid: "G-1", computerName: "A" },
      { machineGuid: "G-1", computerName: "B" },
      "different",
      /computer name/,
    ],
    [
      "a clone under another name",
      known,
      { machineGuid: "G-1", computerName: "B", hardwareId: "{H-2}" },
      "different",
      /name changed from VPN01 to B, its hardware ID/,
    ],
    [
      "all different",
      known,
      { machineGuid: "1", computerName: "2", hardwareId: "3" },
      "different",
      /MachineGuid/,
    ],
    [
      "nothing in common",
      { machineGuid: "G-1" },
      { computerName: "VPN01" },
      "unclear",
      /could not be compared/,
    ],
    ["nothing at all", {}, {}, "unclear", /could not be compared/],
  ];
  for (const [name, before, now, result, explanation] of rows) {
    it(`compares machines with ${name}: ${result}`, () => {
      const comparison = compareMachines(before, now);
      assert.equal(comparison.result, result);
      assert.match(comparison.explanation, explanation);
      assert.equal(compareMachines(now, before).result, result);
    });
  }

  it("describes a machine by what is known of it", () => {
    assert.equal(describeMachine(known), "MachineGuid G-1, computer name VPN01, hardware ID {H-1}");
    assert.equal(describeMachine({ computerName: "VPN01" }), "computer name VPN01");
    assert.equal(describeMachine({}), "a machine without a readable identity");
  });
});
