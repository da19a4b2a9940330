import assert from "node:assert/strict";
import fc from "fast-check";
import { NatTraversalError } from "../../provider/errors";
import { disabledServices, findingsOf } from "../../provider/nat-traversal/findings";
import { compareMachines, describeMachine } from "../../provider/nat-traversal/machine";
import {
  effectiveNumber,
  isSatisfiedBy,
  registryKeyFor,
  registryPathOf,
  sameEffect,
  wantedNumber,
  wordFor,
} from "../../provider/nat-traversal/nat-traversal-value";
import { whyNotRestorable } from "../../provider/nat-traversal/original-value";
import type { BehindNat } from "../../provider/nat-traversal/setting-state";
import { addValue } from "../../provider/windows/registry-value";
import { checkProperty } from "../support/property";
import { fromWords } from "../support/value-words";
import { registryValue } from "../support/wild-values";

describe("the value", () => {
  it("gives every word its number, and takes the KB's numbers", () => {
    const words: BehindNat[] = ["none", "client", "server", "both", 0, 1, 2];
    assert.deepEqual(words.map(wantedNumber), [0, 0, 1, 2, 0, 1, 2]);
  });

  it("what declares nothing means 0, whatever it is", () => {
    for (const none of ["absent", 'REG_SZ "2"', "constructor", [{ toString: null }], {}]) {
      assert.equal(wantedNumber(none as never), 0);
    }
  });

  it("accepts exactly the declared value, and an absent one where 0 was declared", () => {
    const satisfied: [string, BehindNat, boolean][] = [
      ["absent", "none", true],
      ["absent", "client", true],
      ["absent", 0, true],
      ["absent", "server", false],
      ["absent", "both", false],
      ["REG_DWORD 0", "none", true],
      ["REG_DWORD 0", "both", false],
      ["REG_DWORD 2", "both", true],
      ["REG_DWORD 2", "server", false],
      ["REG_DWORD 2", "none", false],
      ["REG_DWORD 1", 1, true],
      ["REG_DWORD 7", "none", false],
      ["REG_QWORD 2", "both", false],
      ["REG_SZ 2", "both", false],
      ["REG_SZ 0", "none", false],
    ];
    for (const [value, behindNat, is] of satisfied) {
      assert.equal(isSatisfiedBy(fromWords(value), behindNat), is, `${value} for ${behindNat}`);
    }
  });

  it("gives an effect only to a REG_DWORD of 1 or 2", () => {
    for (const words of [
      "absent",
      "REG_DWORD 0",
      "REG_DWORD 7",
      "REG_SZ 2",
      "REG_QWORD 2",
      "REG_BINARY 02",
    ]) {
      assert.equal(effectiveNumber(fromWords(words)), 0, words);
      assert.equal(sameEffect(fromWords(words), fromWords("absent")), true);
      assert.equal(sameEffect(fromWords(words), fromWords("REG_DWORD 1")), false);
    }
    assert.equal(effectiveNumber(fromWords("REG_DWORD 1")), 1);
    assert.equal(effectiveNumber(fromWords("REG_DWORD 2")), 2);
  });

  it("names a value by the word of the declaration, else by type and data", () => {
    const words = [
      "REG_DWORD 0",
      "REG_DWORD 1",
      "REG_DWORD 2",
      "REG_DWORD 7",
      "absent",
      "REG_SZ 2",
      "REG_QWORD 2",
    ];
    assert.deepEqual(
      words.map((each) => wordFor(fromWords(each))),
      ["none", "server", "both", "REG_DWORD 7", "absent", 'REG_SZ "2"', "REG_QWORD 2"],
    );
  });
});

describe("the registry key", () => {
  it("uses the key IPSec on XP, PolicyAgent from Vista on, and the stated one for the rest", () => {
    assert.equal(registryKeyFor("5.1.2600", undefined, "h"), "IPSec");
    for (const version of ["6.0.6002", "6.1.7601", "10.0.26100", "11.0.1"]) {
      assert.equal(registryKeyFor(version, undefined, "h"), "PolicyAgent");
    }
    assert.equal(registryKeyFor("5.2.3790", "PolicyAgent", "h"), "PolicyAgent");
    assert.equal(registryKeyFor("10.0.26100", "IPSec", "h"), "IPSec");
    for (const version of ["5.2.3790", "5.0.2195", "4.1.1998", "5", ""]) {
      assert.throws(
        () => registryKeyFor(version, undefined, "vpn01"),
        (error) =>
          error instanceof NatTraversalError &&
          error.code === "UNSUPPORTED_OS" &&
          error.host === "vpn01" &&
          error.message.includes(`Windows ${version}`) &&
          error.message.includes("registryKey"),
      );
    }
    assert.equal(registryPathOf("IPSec"), "HKLM\\SYSTEM\\CurrentControlSet\\Services\\IPSec");
  });
});

describe("what can be restored", () => {
  it("can restore absence, numbers, bytes and plain text", () => {
    for (const words of [
      "absent",
      "REG_DWORD 0",
      "REG_DWORD 4294967295",
      "REG_QWORD 18446744073709551615",
      "REG_BINARY ",
      "REG_BINARY 0AFF",
      "REG_SZ ",
      "REG_SZ 2",
      "REG_SZ a & b",
      `REG_SZ ${"a".repeat(1024)}`,
    ]) {
      assert.equal(whyNotRestorable(fromWords(words)), undefined, words);
    }
  });

  it("cannot restore anything else, for a reason that does not hold the data", () => {
    const reasons: [string, RegExp][] = [
      ["REG_DWORD 4294967296", /32-bit/],
      ["REG_DWORD ", /32-bit/],
      ["REG_DWORD 02", /32-bit/],
      ["REG_DWORD -1", /32-bit/],
      ["REG_QWORD 18446744073709551616", /64-bit/],
      ["REG_QWORD (null)", /64-bit/],
      ["REG_BINARY 0A0", /pairs/],
      ["REG_BINARY xy", /pairs/],
      ["REG_SZ  2", /space/],
      ["REG_SZ 2 ", /space/],
      ["REG_SZ -f", /switch/],
      ["REG_SZ /f", /switch/],
      ['REG_SZ 2" & reg add HKLM\\Evil -f & rem "', /shell/],
      ["REG_SZ %PATH%", /shell/],
      ["REG_SZ \u00e9", /shell/],
      ["REG_SZ one\ntwo", /shell/],
      ["REG_SZ one\n\ntwo", /shell/],
      ["REG_SZ 2\n", /shell/],
      ["REG_SZ ??", /question mark/],
      ["REG_MULTI_SZ 2", /REG_MULTI_SZ/],
      ["REG_EXPAND_SZ 2", /REG_EXPAND_SZ/],
      ["REG_NONE 02", /REG_NONE/],
      ["REG_DWORD_BIG_ENDIAN 0x5", /BIG_ENDIAN/],
      [`REG_SZ ${"a".repeat(1025)}`, /longer than 1024/],
      [`REG_BINARY ${"00".repeat(513)}`, /longer than 1024/],
    ];
    for (const [words, reason] of reasons) {
      assert.match(whyNotRestorable(fromWords(words)) ?? "", reason, words);
    }
  });

  it("has a command for every value that can be restored", () => {
    checkProperty(
      fc.property(registryValue, (value) => {
        if (whyNotRestorable(value) === undefined && value.type !== "absent")
          assert.match(addValue("HKLM\\X", "N", value), /^reg add /);
      }),
    );
  });
});

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

describe("the findings", () => {
  const nothing = {
    services: { policyAgent: 2, ikeExt: 3, rasMan: 2 },
    registryKey: "PolicyAgent",
    machine: { machineGuid: "g", computerName: "VPN01", hardwareId: "{h}" },
    bootId: 7,
    reported: {},
  } as const;

  it("finds nothing on a host that is as it should be", () => {
    assert.deepEqual(findingsOf(nothing), []);
    assert.deepEqual(findingsOf({ ...nothing, reported: { prohibitIpSec: 0 } }), []);
    assert.deepEqual(disabledServices({}), []);
  });

  it("names every fact that could not be read", () => {
    const seen = findingsOf({ ...nothing, machine: { computerName: "VPN01" }, services: { ikeExt: 3 } });
    assert.deepEqual(seen.length, 1);
    assert.match(
      seen[0] ?? "",
      /^Could not read: MachineGuid, hardware ID, Start of PolicyAgent, Start of RasMan\. /,
    );
    const { bootId: _, ...withoutBootId } = nothing;
    assert.match(findingsOf(withoutBootId)[0] ?? "", /^Could not read: BootId\. /);
  });

  it("names every disabled service, ProhibitIpSec and a value under the wrong key", () => {
    assert.deepEqual(disabledServices({ policyAgent: 4, ikeExt: 4, rasMan: 4 }), [
      "PolicyAgent",
      "IKEEXT",
      "RasMan",
    ]);
    assert.deepEqual(disabledServices({ policyAgent: 3, ikeExt: 4 }), ["IKEEXT"]);
    const findings = findingsOf({
      ...nothing,
      services: { policyAgent: 3, ikeExt: 3, rasMan: 4 },
      reported: { prohibitIpSec: 1 },
      strayValue: {
        path: "HKLM\\SYSTEM\\CurrentControlSet\\Services\\IPSec",
        value: fromWords("REG_DWORD 2"),
      },
    });
    assert.equal(findings.length, 3);
    assert.match(findings[0] ?? "", /RasMan service is disabled \(Start is 4\)/);
    assert.match(findings[1] ?? "", /ProhibitIpSec is 1/);
    assert.match(
      findings[2] ?? "",
      /Services\\IPSec also has .*\(REG_DWORD 2\), .* under PolicyAgent\. It is left alone/,
    );
  });
});
