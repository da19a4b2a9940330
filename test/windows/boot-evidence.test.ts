import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bootEventCommand,
  bootIdCommand,
  compareBoots,
  readBootEventRecord,
  readBootId,
} from "../../provider/windows/boot-evidence";

const event = (record: number, id = 12, provider = "Microsoft-Windows-Kernel-General") =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}' Guid='{a68c}'/><EventID>${id}</EventID><Version>1</Version><EventRecordID>${record}</EventRecordID><Channel>System</Channel></System><EventData><Data Name='StartTime'>2026-01-01T00:00:00Z</Data></EventData></Event>`;

const prefetch =
  "\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters\r\n";

describe("the evidence of a boot", () => {
  it("is asked for in a spelling that is not localised", () => {
    assert.match(bootIdCommand(), /^reg query "HKLM\\SYSTEM\\.*\\PrefetchParameters" -v BootId$/);
    assert.match(bootEventCommand(), /^wevtutil qe System "\/q:.*EventID=12.*" \/c:1 \/rd:true \/f:xml$/);
  });

  it("is a BootId, if it is a number", () => {
    assert.equal(readBootId(`${prefetch}    BootId    REG_DWORD    0x1e\r\n\r\n`), 30);
    assert.equal(readBootId(`${prefetch}    BootId    REG_SZ    30\r\n\r\n`), undefined);
    assert.equal(readBootId(""), undefined);
  });

  it("is the record of the newest start of the system, between other output too", () => {
    assert.equal(readBootEventRecord(`${prefetch}\r\n${event(4711)}\r\n${prefetch}`), 4711);
    assert.equal(readBootEventRecord(`${event(4711)}${event(4790)}`), 4790);
  });

  it("is not any other event, nor half of one", () => {
    assert.equal(readBootEventRecord(event(4711, 13)), undefined);
    assert.equal(readBootEventRecord(event(4711, 12, "EventLog")), undefined);
    assert.equal(readBootEventRecord(event(4711).slice(0, -5)), undefined);
    assert.equal(readBootEventRecord("The service is not available.\r\n"), undefined);
  });

  it("never makes the reader fail", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readBootId(text);
        readBootEventRecord(text);
      }),
    );
  });

  it("is compared where both sides could be read, and a log that counts anew says nothing", () => {
    assert.deepEqual(compareBoots({ bootId: 1, bootEventRecord: 7 }, { bootId: 2, bootEventRecord: 9 }), {
      bootId: "different",
      bootEvent: "newer",
    });
    assert.deepEqual(compareBoots({ bootId: 1, bootEventRecord: 7 }, { bootId: 1, bootEventRecord: 7 }), {
      bootId: "same",
      bootEvent: "same",
    });
    assert.deepEqual(compareBoots({ bootEventRecord: 7 }, { bootId: 1, bootEventRecord: 3 }), {
      bootId: "unreadable",
      bootEvent: "unreadable",
    });
  });
});
