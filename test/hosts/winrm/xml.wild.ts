import assert from "node:assert/strict";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";
import { parseXml, textOf } from "../../../provider/hosts/winrm/xml";

describe("the XML reader", () => {
  const slow: Readonly<Record<string, string>> = {
    "of a million elements": `<a>${"<b/>".repeat(250_000)}</a>`,
    "as deep as it is long": "<a>".repeat(300_000),
    "of one tag with many attributes": `<a ${Array.from({ length: 90_000 }, (_, index) => `b${index}=''`).join(" ")}/>`,
    "of many tags with many namespaces": `<a>${`<b ${Array.from({ length: 200 }, (_, index) => `xmlns:n${index}='u:${index}'`).join(" ")}/>`.repeat(200)}</a>`,
    "of many opening brackets": "<".repeat(1_000_000),
    "of many quotes": `<a ${'"'.repeat(1_000_000)}`,
    "of many references": `<a>${"&amp;".repeat(200_000)}</a>`,
    "of many bad references": `<a>${"&".repeat(1_000_000)}</a>`,
    "of many comments": `<a>${"<!---->".repeat(140_000)}</a>`,
    "of many sections": `<a>${"<![CDATA[]]>".repeat(80_000)}</a>`,
    "of many section ends": `<a>${"]]>".repeat(330_000)}</a>`,
    "of one long text": `<a>${"QUJD".repeat(260_000)}</a>`,
    "of white space": " ".repeat(1_000_000),
    "with a long name": `<${"a".repeat(1_000_000)}/>`,
    "beyond its limit": `<a>${"x".repeat(2_000_000)}</a>`,
  };
  for (const [name, text] of Object.entries(slow)) {
    it(`is not held up by a document ${name}`, () => {
      const before = process.cpuUsage();
      try {
        textOf(parseXml(text));
      } catch (error) {
        assert.ok(error instanceof MalformedReplyError);
      }
      // Processor time: a busy machine makes nothing slower by it.
      const { user } = process.cpuUsage(before);
      assert.ok(user < 2_000_000, `${user} µs`);
    });
  }
});
