import assert from "node:assert/strict";
import { UnexpectedOutputError } from "../../provider/errors";
import { bootLine, readBoot, readRestartFacts, restartFactsLine } from "../../provider/restart/observe-boot";

const hardware = "HKEY_LOCAL_MACHINE\\HARDWARE\\DESCRIPTION\\System";
const listed = (...lines: string[]) =>
  ["", hardware, ...lines, "", `${hardware}\\CentralProcessor`, "", ""].join("\r\n");
const marker = "    AssumeUDPEncapsulationMarker    REG_SZ    1.ours.-.u.x";
const event =
  "<Event xmlns='x'><System><Provider Name='Microsoft-Windows-Kernel-General'/><EventID>12</EventID><EventRecordID>800</EventRecordID></System></Event>";
const answer = (output: string, exitCode = 0) => ({ output, errorOutput: "", exitCode });

describe("the boot that a host shows", () => {
  it("asks for the logon prompt last, since its exit code is that of the line", () => {
    for (const line of [bootLine(true), bootLine(false), restartFactsLine])
      assert.match(line("cmd"), / & reg query "[^"]*\\Winlogon\\AutoLogonChecked"$/);
  });

  it("reads the event log only where that is wanted", () => {
    assert.match(bootLine(true)("cmd"), /wevtutil/);
    assert.doesNotMatch(bootLine(false)("cmd"), /wevtutil/);
  });

  it("reads marker, boot event and logon prompt", () => {
    assert.deepEqual(readBoot("vpn01", answer(`${listed(marker)}${event}`)), {
      machine: {},
      marker: { state: "present", text: "1.ours.-.u.x" },
      bootId: undefined,
      bootEvent: 800,
      logonReached: true,
    });
    assert.deepEqual(readBoot("vpn01", answer(listed(), 1)).marker, { state: "absent" });
    assert.equal(readBoot("vpn01", answer(listed(), 1)).logonReached, false);
  });

  it("takes a marker for absent only where its key was listed to the end", () => {
    for (const output of ["", `\r\n${hardware}\r\n    Identifier    REG_SZ    AT\r\n`, "\r\n"])
      assert.throws(
        () => readBoot("vpn01", answer(output, 7)),
        (error) => {
          assert.ok(error instanceof UnexpectedOutputError);
          assert.match(
            error.message,
            /tell which boot it is in on vpn01: the answer \(exit code 7\) does not list HKLM/,
          );
          return true;
        },
      );
    const otherType = listed("    AssumeUDPEncapsulationMarker    REG_DWORD    0x7");
    assert.deepEqual(readBoot("vpn01", answer(otherType)).marker, { state: "present", text: "7" });
  });

  it("reads what belongs only to a restart", () => {
    const pending =
      "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ServerManager\\CurrentRebootAttempts\r\n\r\n";
    const { pendingReasons, bootEvent, logonReached } = readRestartFacts(answer(`${pending}${event}`));
    assert.deepEqual([pendingReasons.length, bootEvent, logonReached], [1, 800, true]);
    assert.equal(readRestartFacts(answer("", 0)).logonReached, false);
  });
});
