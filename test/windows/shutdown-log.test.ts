import assert from "node:assert/strict";
import fc from "fast-check";
import { shutdownLog } from "../../provider/windows/shutdown-log";
import { checkProperty } from "../support/property";
import { anyCharacter } from "../support/wild-values";

const namespace = "xmlns='http://schemas.microsoft.com/win/2004/08/events/event'";

/** An event as wevtutil.exe prints it. */
function event(
  provider: string,
  id: string,
  fields: readonly string[] = [],
  time = "2026-11-30T21:04:10.1234567Z",
) {
  const data = fields.map((text, at) => `<Data Name='param${at + 1}'>${text}</Data>`).join("");
  return `<Event ${namespace}><System><Provider Name='${provider}' Guid='{b0aa8734-56f7-41cc-b2f4-de228e98b946}' EventSourceName='${provider}'/><EventID Qualifiers='32768'>${id}</EventID><Version>0</Version><TimeCreated SystemTime='${time}'/><EventRecordID>3801</EventRecordID><Channel>System</Channel><Computer>VPN01</Computer></System><EventData>${data}</EventData></Event>\r\n`;
}

const read = (output: string, succeeded = true) => shutdownLog.read([{ succeeded, output }]);

const asked = event("User32", "1074", [
  "C:\\Windows\\system32\\shutdown.exe (VPN01)",
  "VPN01",
  "Betriebssystem: Neukonfiguration (Geplant)",
  "0x80020004",
  "Neustart",
  "updates &amp; &lt;more&gt;",
  "EXAMPLE\\ann",
]);

describe("the log of shutdowns", () => {
  it("tells who asked for one by the fields of event 1074, in any language", () => {
    assert.deepEqual(read(asked), [
      {
        kind: "asked",
        at: "2026-11-30T21:04:10Z",
        program: "C:\\Windows\\system32\\shutdown.exe (VPN01)",
        reason: "Betriebssystem: Neukonfiguration (Geplant)",
        reasonCode: "0x80020004",
        type: "Neustart",
        comment: "updates & <more>",
        by: "EXAMPLE\\ann",
      },
    ]);
  });

  it("tells them apart from call-offs, starts and clearings, newest first", () => {
    const output = [
      event("Microsoft-Windows-Kernel-General", "12"),
      event("Microsoft-Windows-Eventlog", "104"),
      event("USER32", "1075", ["VPN01", "EXAMPLE\\bob"]),
      asked,
    ].join("");
    const found = read(output);
    assert.deepEqual(
      found?.map(({ kind }) => kind),
      ["started", "cleared", "calledOff", "asked"],
    );
    assert.deepEqual(found?.[2], { kind: "calledOff", at: "2026-11-30T21:04:10Z", by: "EXAMPLE\\bob" });
  });

  it("holds nothing where the log holds no such event", () => {
    assert.deepEqual(read(""), []);
  });

  it("leaves empty what an event does not tell", () => {
    const found = read(event("User32", "1074"))?.[0];
    assert.ok(found?.kind === "asked");
    assert.deepEqual([found.by, found.comment, found.type], ["", "", ""]);
  });

  const unread: Readonly<Record<string, [string, boolean?]>> = {
    "where wevtutil.exe failed": [asked, false],
    "of half an event": [asked.slice(0, 300)],
    "of half an event after a whole one": [asked + asked.slice(0, 300)],
    "with text around it": [`hello\r\n${asked}`],
    "with text behind it": [`${asked}hello`],
    "of another provider": [event("Other", "1074")],
    "of another event": [event("User32", "1076")],
    "without a time": [event("User32", "1074", [], "yesterday")],
  };
  for (const [what, [output, succeeded]] of Object.entries(unread)) {
    it(`is not read from an answer ${what}`, () => assert.equal(read(output, succeeded), undefined));
  }

  it("takes no field of one event for one of another, whatever its texts hold", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "'", "/", "Data", "param7", "Name=", " ", "&amp;", "\\"),
    });
    checkProperty(
      fc.property(fc.array(fc.array(text, { minLength: 7, maxLength: 7 }), { maxLength: 4 }), (events) => {
        const found = read(events.map((fields) => event("User32", "1074", fields)).join(""));
        const plain = (field: string | undefined) => field?.replaceAll("&amp;", "&");
        assert.deepEqual(
          found?.map((entry) => entry.kind === "asked" && [entry.program, entry.comment, entry.by]),
          events.map((fields) => [plain(fields[0]), plain(fields[5]), plain(fields[6])]),
        );
      }),
    );
  });

  it("never takes wild text for an event", () => {
    checkProperty(
      fc.property(fc.string({ unit: anyCharacter, minLength: 1 }), (output) => {
        const found = read(output);
        assert.ok(found === undefined || (found.length === 0 && output.trim() === ""));
      }),
    );
  });

  it("is asked for in words that every shell takes as they are", () => {
    assert.match(String(shutdownLog.query), /^wevtutil qe System "[^"%`$!]+" \/c:8 \/rd:true \/f:xml$/);
  });
});
