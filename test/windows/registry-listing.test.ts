import assert from "node:assert/strict";
import fc from "fast-check";
import {
  hasKey,
  parseRegistry,
  readNumber,
  readText,
  readValue,
  showsContent,
} from "../../provider/windows/registry-listing";
import { readCases } from "../support/case-files";
import { checkProperty } from "../support/property";
import { fromWords } from "../support/value-words";

interface ListingCase {
  readonly says: string;
  readonly lines: readonly string[];
  readonly lineEnd?: string;
  /** The last line has no end. */
  readonly cut?: boolean;
  readonly expect: readonly { readonly key: string; readonly name: string; readonly is: string }[];
}

const service = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const printedService = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";

describe("the output of reg query", () => {
  for (const { name, content } of readCases<ListingCase>("registry")) {
    it(`${name}: ${content.says}`, () => {
      const lineEnd = content.lineEnd ?? "\r\n";
      const output = content.lines.join(lineEnd) + (content.cut === true ? "" : lineEnd);
      const listing = parseRegistry(output);
      assert.equal(listing.truncated, content.cut === true);
      for (const { key, name: valueName, is } of content.expect) {
        const reading = readValue(listing, key, valueName);
        if (is === "keyUnread" || is === "unclear" || is === "absent") {
          assert.equal(reading.state, is, `${valueName} under ${key}`);
        } else {
          assert.deepEqual(reading, { state: "present", value: fromWords(is) });
        }
      }
    });
  }

  const listing = parseRegistry(
    [
      "",
      printedService,
      "    Start    REG_DWORD    0x3",
      "    Text    REG_SZ    3",
      "    None    REG_SZ    ",
      "",
      "",
    ].join("\r\n"),
  );

  it("reads a number only from a REG_DWORD and a text only from a REG_SZ that is not empty", () => {
    assert.equal(readNumber(listing, service, "Start"), 3);
    assert.equal(readNumber(listing, service, "Text"), undefined);
    assert.equal(readNumber(listing, service, "Nothing"), undefined);
    assert.equal(readText(listing, service, "Text"), "3");
    assert.equal(readText(listing, service, "Start"), undefined);
    assert.equal(readText(listing, service, "None"), undefined);
    assert.equal(readText(listing, "HKLM\\SOFTWARE", "Text"), undefined);
  });

  it("tells a key whose content is listed from one that is only named", () => {
    assert.equal(showsContent(listing, service), true);
    const named = parseRegistry(`\r\n${printedService}\r\n${printedService}2\r\n`);
    assert.equal(hasKey(named, service), true);
    assert.equal(showsContent(named, service), false);
    const parent = "HKLM\\SYSTEM\\CurrentControlSet\\Services";
    assert.equal(hasKey(named, parent), true);
    assert.equal(showsContent(named, parent), true);
    assert.equal(hasKey(named, `${service}\\Oakley`), false);
    assert.equal(hasKey(named, "HKLM\\SYSTEM\\CurrentControlSet\\Serv"), false);
    assert.equal(showsContent(named, "HKLM\\SYSTEM\\CurrentControlSet\\Serv"), false);
    const unread = parseRegistry(`\r\n${printedService}\r\n    what is this\r\n`);
    assert.equal(showsContent(unread, service), true);
    assert.deepEqual(unread.blocks, [{ key: printedService, values: [], unreadLines: ["    what is this"] }]);
  });

  it("never throws on any output of reg query", () => {
    const bytes = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    const parts = fc.constantFrom(
      "\r\n",
      "\n",
      printedService,
      "HKEY_",
      "    ",
      "\t",
      "REG_DWORD",
      "REG_QWORD",
      "0x2",
      "0x",
      "! REG.EXE VERSION 3.0",
    );
    checkProperty(
      fc.property(fc.array(fc.oneof(bytes, parts)), (pieces) => {
        const parsed = parseRegistry(pieces.join(""));
        readValue(parsed, service, "Start");
        showsContent(parsed, service);
      }),
    );
  });

  it("reads any text without a line break as reg printed it", () => {
    const text = fc.string({
      unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    checkProperty(
      fc.property(
        text.filter((each) => !/[\n]/.test(each)),
        (data) => {
          const output = `\r\n${printedService}\r\n    Start    REG_SZ    ${data}\r\n\r\n`;
          const value = { type: "REG_SZ", data };
          assert.deepEqual(readValue(parseRegistry(output), service, "start"), { state: "present", value });
        },
      ),
    );
  });
});
