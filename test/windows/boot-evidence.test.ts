import assert from "node:assert/strict";
import fc from "fast-check";
import { bootEvent, bootId, logonReached } from "../../provider/windows/boot-evidence";
import { answerOf, type Printed, refused } from "../support/framed";
import { checkProperty } from "../support/property";

const event = (record: number, id = 12, provider = "Microsoft-Windows-Kernel-General") =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}' Guid='{a68c}'/><EventID>${id}</EventID><Version>1</Version><EventRecordID>${record}</EventRecordID><Channel>System</Channel></System><EventData><Data Name='StartTime'>2026-01-01T00:00:00Z</Data></EventData></Event>`;

const prefetch =
  "\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters\r\n";

const readBootId = (printed: Printed) => bootId.read([answerOf(printed)]);
const readBootEvent = (printed: Printed) => bootEvent.read([answerOf(printed)]);

describe("the evidence of a boot", () => {
  it("queries BootId and boot event in a form that is not localised", () => {
    assert.match(String(bootId.query), /^reg query "HKLM\\SYSTEM\\.*\\PrefetchParameters" -v BootId$/);
    assert.match(
      String(bootEvent.query),
      /^wevtutil qe System "\/q:.*EventID=12\) or .*EventID=104\).*" \/c:1 \/rd:true \/f:xml$/,
    );
  });

  it("reads a BootId only if it is a number", () => {
    assert.equal(readBootId(`${prefetch}    BootId    REG_DWORD    0x1e\r\n\r\n`), 30);
    assert.equal(readBootId(`${prefetch}    BootId    REG_SZ    30\r\n\r\n`), undefined);
    assert.equal(readBootId(""), undefined);
  });

  it("reads the record of the newest start of the system from one event that stands alone", () => {
    assert.equal(readBootEvent(`${event(4711)}\r\n`), 4711);
    assert.equal(readBootEvent(`hello\r\n${event(4711)}\r\n`), undefined);
    assert.equal(readBootEvent(`${event(4711)}${event(4790)}`), undefined);
    assert.equal(readBootEvent({ failed: event(4711) }), undefined);
  });

  it("reads the clearing of the log as the number below zero of its record", () => {
    assert.equal(readBootEvent(event(4800, 104, "Microsoft-Windows-Eventlog")), -4800);
    assert.equal(readBootEvent(event(4800, 12, "Microsoft-Windows-Eventlog")), undefined);
    assert.equal(readBootEvent(event(4800, 104)), undefined);
  });

  it("ignores other events, and half of one", () => {
    assert.equal(readBootEvent(event(4711, 13)), undefined);
    assert.equal(readBootEvent(event(4711, 12, "EventLog")), undefined);
    assert.equal(readBootEvent(event(4711).slice(0, -5)), undefined);
    assert.equal(readBootEvent("The service is not available.\r\n"), undefined);
  });

  it("sees the logon prompt if its key could be read", () => {
    assert.equal(logonReached.read([answerOf("\r\n")]), true);
    assert.equal(logonReached.read([answerOf(refused)]), false);
  });

  it("never throws while reading the evidence of a boot", () => {
    checkProperty(
      fc.property(fc.string(), (text) => {
        readBootId(text);
        readBootEvent(text);
      }),
    );
  });
});
