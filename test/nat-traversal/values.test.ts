import assert from "node:assert/strict";
import fc from "fast-check";
import { NatTraversalError } from "../../provider/errors";
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
      "REG_SZ a-b/c",
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
