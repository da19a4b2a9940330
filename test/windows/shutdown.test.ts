import assert from "node:assert/strict";
import type { CommandResult } from "../../provider/hosts/host";
import { readShutdownAnswer, restartLine } from "../../provider/windows/shutdown";

const key = "HKLM\\HARDWARE\\DESCRIPTION\\System";
const guarded = { key, valueName: "Note" };
const listing = "\r\nHKEY_LOCAL_MACHINE\\HARDWARE\\DESCRIPTION\\System\r\n    Note    REG_SZ    1\r\n\r\n";

const commandOf = (warningSeconds: number, message: string) =>
  restartLine({ warningSeconds, message, guard: guarded })("cmd").split(" && ")[1] ?? "";

describe("asking for a restart", () => {
  it("asks for a full, planned, forced restart in words that every Windows takes", () => {
    assert.equal(commandOf(60, "Pulumi: why"), 'shutdown -r -f -t 60 -d p:2:4 -c "Pulumi: why"');
  });

  it("leaves at least 5 s for the exit code to arrive, and at most 127 characters of comment", () => {
    const command = commandOf(0, "x".repeat(300));
    assert.match(command, / -t 5 /);
    assert.equal(/"(x*)"/.exec(command)?.[1]?.length, 127);
  });

  it("refuses a comment that could end its quotes", () => {
    assert.throws(() => commandOf(60, 'a" & reg add "x'), { code: "INVALID_INPUT" });
  });

  it("lets Windows itself check that it is still the same boot", () => {
    const line = restartLine({ warningSeconds: 5, message: "m", guard: guarded })("cmd");
    assert.equal(line, `reg query "${key}" -v Note && shutdown -r -f -t 5 -d p:2:4 -c "m"`);
  });

  it("lists the key as proof that the line ran where there is no marker to check", () => {
    const line = restartLine({ warningSeconds: 5, message: "m", guard: { key } })("cmd");
    assert.equal(line, `reg query "${key}" & shutdown -r -f -t 5 -d p:2:4 -c "m"`);
  });
});

describe("the answer to a request for a restart", () => {
  const cases: [string, Partial<CommandResult>, object][] = [
    ["0 with the marker listed", { exitCode: 0, output: listing }, { kind: "accepted" }],
    ["0 without any output", { exitCode: 0 }, { kind: "doubtful" }],
    ["5", { exitCode: 5, output: listing }, { kind: "denied" }],
    ["1115", { exitCode: 1115, output: listing }, { kind: "underWay" }],
    ["1115 in 8 bits", { exitCode: 91, output: listing }, { kind: "underWay" }],
    ["1190", { exitCode: 1190, output: listing }, { kind: "alreadyScheduled" }],
    ["1190 in 8 bits", { exitCode: 166, output: listing }, { kind: "alreadyScheduled" }],
    ["1191 in 8 bits", { exitCode: 167, output: listing }, { kind: "refused", code: 1191 }],
    ["21", { exitCode: 21, output: listing }, { kind: "notReady", code: 21 }],
    ["53", { exitCode: 53, output: listing }, { kind: "notReady", code: 53 }],
    ["1722", { exitCode: 1722, output: listing }, { kind: "notReady", code: 1722 }],
    ["1722 in 8 bits", { exitCode: 186, output: listing }, { kind: "notReady", code: 1722 }],
    ["87", { exitCode: 87, output: listing }, { kind: "refused", code: 87 }],
    ["1 with the marker gone", { exitCode: 1, errorOutput: "FEHLER: nix da\r\n" }, { kind: "notAsked" }],
    ["1 with the marker listed", { exitCode: 1, output: listing }, { kind: "refused", code: 1 }],
    [
      "1 with (1190) in a text",
      { exitCode: 1, output: listing, errorOutput: "Ein Herunterfahren wurde bereits geplant.(1190)\r\n" },
      { kind: "alreadyScheduled" },
    ],
    [
      "1 with (1115) on standard output",
      { exitCode: 1, output: `${listing}Arr\x88t en cours.(1115)\r\n` },
      { kind: "underWay" },
    ],
    ["1 with (5) in a text", { exitCode: 1, output: listing, errorOutput: "(5)" }, { kind: "denied" }],
  ];
  for (const [what, result, wanted] of cases) {
    it(`reads the answer to a restart request from ${what}`, () => {
      const whole = { exitCode: 0, output: "", errorOutput: "", ...result };
      assert.deepEqual(readShutdownAnswer(whole, guarded), wanted);
    });
  }

  it("believes exit code 0 without a guard if the key was listed", () => {
    const answer = (output: string) =>
      readShutdownAnswer({ exitCode: 0, output, errorOutput: "" }, { key }).kind;
    assert.deepEqual([answer(listing), answer("")], ["accepted", "doubtful"]);
  });
});
