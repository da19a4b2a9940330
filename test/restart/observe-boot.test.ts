import assert from "node:assert/strict";
import { UnexpectedOutputError } from "../../provider/errors";
import { askForBoot, askForRestartFacts } from "../../provider/restart/observe-boot";
import { plainLine } from "../lab/simulated/plain-line";
import { framedByCmd, listing, nonce, type Printed, refused } from "../support/framed";

const hardware = "HKLM\\HARDWARE\\DESCRIPTION\\System";
const identifier = "    Identifier    REG_SZ    AT";
const marker = "    AssumeUDPEncapsulationMarker    REG_SZ    1.ours.-.u.x";
const event =
  "<Event xmlns='x'><System><Provider Name='Microsoft-Windows-Kernel-General'/><EventID>12</EventID><EventRecordID>800</EventRecordID></System></Event>\r\n";
const marked = [listing(hardware, marker), listing(hardware, identifier, marker)];
const unmarked = [refused, listing(hardware, identifier)];
/** The answers about the marker, the machine (nothing), BootId, the logon prompt and perhaps the event log. */
const bootOf = (marked: Printed[], ...rest: Printed[]) => {
  const commands = [...marked, refused, refused, refused, ...rest];
  return askForBoot("vpn01", rest.length > 2, nonce).read(framedByCmd(commands));
};

describe("the boot that a host shows", () => {
  it("reads the event log only where that is wanted", () => {
    assert.match(askForBoot("vpn01", true).line("cmd"), /wevtutil/);
    assert.doesNotMatch(askForBoot("vpn01", false).line("cmd"), /wevtutil/);
  });

  it("reads marker, boot event and logon prompt", () => {
    assert.deepEqual(bootOf(marked, refused, "", event, refused, refused), {
      machine: {},
      marker: { state: "present", text: "1.ours.-.u.x" },
      bootId: undefined,
      bootEvent: 800,
      logonReached: true,
      isServicing: false,
    });
    assert.equal(bootOf(marked, refused, "", event, refused, "\r\n").isServicing, true);
    assert.deepEqual(bootOf(unmarked, refused, refused), {
      machine: {},
      marker: { state: "absent" },
      bootId: undefined,
      logonReached: false,
    });
  });

  it("takes a marker for absent only where reg.exe says that there is none, and lists its key without it", () => {
    const cases: [string, Printed[], RegExp][] = [
      ["the key refused", [refused, refused], /reg\.exe could not read HKLM/],
      ["the value refused and the key not listed", [refused, "\r\n"], /it printed nothing/],
      [
        "the value refused and listed all the same",
        [refused, listing(hardware, marker)],
        /for its key it printed "HKEY_/,
      ],
      ["nothing printed, as by a command that was killed", ["", ""], /it printed nothing/],
      [
        "half the value",
        [`\r\nHKEY_LOCAL_MACHINE\\HARDWARE\\DES`, marked[1] ?? ""],
        /reg\.exe printed "HKEY_LOCAL/,
      ],
    ];
    for (const [what, commands, wanted] of cases) {
      assert.throws(
        () => bootOf(commands, refused, refused),
        (error) => {
          assert.ok(error instanceof UnexpectedOutputError, what);
          assert.match(error.message, /tell which boot it is in on vpn01: the answer is incomplete/);
          assert.match(error.message, wanted, what);
          return true;
        },
      );
    }
    const other = "    AssumeUDPEncapsulationMarker    REG_DWORD    0x7";
    const found = bootOf([listing(hardware, other), listing(hardware, other)], refused, refused);
    assert.deepEqual(found.marker, { state: "present", text: "7" });
  });

  it("believes nothing of an answer without its marks, and shows what came", () => {
    for (const [output, shown] of [
      ["", /nothing that can be read \(exit code 7\)/],
      [`${listing(hardware, identifier)}\x1b[2J`, /"HKEY_LOCAL_MACHINE/],
    ] as const) {
      assert.throws(
        () => askForBoot("vpn01", false, nonce).read({ exitCode: 7, output, errorOutput: "" }),
        (error) => error instanceof UnexpectedOutputError && shown.test(error.message),
      );
    }
  });

  it("reads what belongs only to a restart", () => {
    const { line, read } = askForRestartFacts("vpn01", nonce);
    const commands = plainLine(line("cmd")).split(" & ");
    const answers = commands.map((command) => {
      if (command.includes("CurrentRebootAttempts") || command.includes("AutoLogonChecked")) return "\r\n";
      return command.startsWith("wevtutil") ? event : refused;
    });
    const { pendingReasons, bootEvent, logonReached } = read(framedByCmd(answers));
    assert.deepEqual([pendingReasons.length, bootEvent, logonReached], [1, 800, true]);
    assert.throws(() => read({ exitCode: 0, output: "", errorOutput: "" }), UnexpectedOutputError);
  });
});
