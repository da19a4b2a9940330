import assert from "node:assert/strict";
import fc from "fast-check";
import { bootEvent, bootId, logonReached } from "../../provider/windows/boot-evidence";
import { takeApart } from "../../provider/windows/fact";

const event = (record: number, id = 12, provider = "Microsoft-Windows-Kernel-General") =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}' Guid='{a68c}'/><EventID>${id}</EventID><Version>1</Version><EventRecordID>${record}</EventRecordID><Channel>System</Channel></System><EventData><Data Name='StartTime'>2026-01-01T00:00:00Z</Data></EventData></Event>`;

const prefetch =
  "\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters\r\n";

const readBootId = (output: string) => bootId.read(takeApart({ output, exitCode: 0 }));
const readBootEvent = (output: string) => bootEvent.read(takeApart({ output, exitCode: 0 }));

describe("the evidence of a boot", () => {
  it("queries BootId and boot event in a form that is not localised", () => {
    assert.match(String(bootId.query), /^reg query "HKLM\\SYSTEM\\.*\\PrefetchParameters" -v BootId$/);
    assert.match(
      String(bootEvent.query),
      /^wevtutil qe System "\/q:.*EventID=12.*" \/c:1 \/rd:true \/f:xml$/,
    );
  });

  it("reads a BootId only if it is a number", () => {
    assert.equal(readBootId(`${prefetch}    BootId    REG_DWORD    0x1e\r\n\r\n`), 30);
    assert.equal(readBootId(`${prefetch}    BootId    REG_SZ    30\r\n\r\n`), undefined);
    assert.equal(readBootId(""), undefined);
  });

  it("reads the record of the newest start of the system, between other output too", () => {
    assert.equal(readBootEvent(`${prefetch}\r\n${event(4711)}\r\n${prefetch}`), 4711);
    assert.equal(readBootEvent(`${event(4711)}${event(4790)}`), 4790);
  });

  it("ignores other events, and half of one", () => {
    assert.equal(readBootEvent(event(4711, 13)), undefined);
    assert.equal(readBootEvent(event(4711, 12, "EventLog")), undefined);
    assert.equal(readBootEvent(event(4711).slice(0, -5)), undefined);
    assert.equal(readBootEvent("The service is not available.\r\n"), undefined);
  });

  it("sees the logon prompt only if its command ended with 0 and the line printed something", () => {
    const read = (output: string, exitCode: number) => logonReached.read(takeApart({ output, exitCode }));
    assert.equal(read(prefetch, 0), true);
    assert.equal(read(prefetch, 1), false);
    assert.equal(read("\r\n", 0), false);
  });

  it("never throws while reading the evidence of a boot", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readBootId(text);
        readBootEvent(text);
      }),
    );
  });
});
