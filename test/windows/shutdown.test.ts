import assert from "node:assert/strict";
import type { CommandResult } from "../../provider/hosts/host";
import { replaceShutdown, requestRestart } from "../../provider/windows/shutdown";
import { plainLine } from "../lab/simulated/plain-line";
import { framedByCmd, listing, nonce, type Printed, refused } from "../support/framed";

const key = "HKLM\\HARDWARE\\DESCRIPTION\\System";
const guarded = { key, valueName: "Note" };
const note = "    Note    REG_SZ    1";
const identifier = "    Identifier    REG_SZ    AT";

const lineOf = (
  warningSeconds: number,
  message: string,
  guard: { key: string; valueName?: string } = guarded,
) => plainLine(requestRestart({ warningSeconds, message, guard }).line("cmd"));
const commandOf = (warningSeconds: number, message: string) =>
  lineOf(warningSeconds, message).split(" && ")[1] ?? "";

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
    const asked = `reg query "${key}" & reg query "${key}" -v Note && shutdown -r -f -t 5 -d p:2:4 -c "m"`;
    assert.equal(lineOf(5, "m"), asked);
  });

  it("lists the key as proof that the line ran where there is no marker to check", () => {
    assert.equal(lineOf(5, "m", { key }), `reg query "${key}" & shutdown -r -f -t 5 -d p:2:4 -c "m"`);
  });
});

const request = requestRestart({ warningSeconds: 60, message: "m", guard: guarded }, nonce);
const there: Printed[] = [listing(key, identifier, note), listing(key, note)];
const gone: Printed[] = [listing(key, identifier), refused];

describe("the answer to a request for a restart", () => {
  const cases: [string, Parameters<typeof framedByCmd>[1], object][] = [
    ["0", {}, { kind: "accepted" }],
    ["5", { exitCode: 5 }, { kind: "denied", code: 5 }],
    ["1314", { exitCode: 1314 }, { kind: "denied", code: 1314 }],
    ["1314 in 8 bits", { exitCode: 34 }, { kind: "denied", code: 1314 }],
    ["1115", { exitCode: 1115 }, { kind: "underWay" }],
    ["1115 in 8 bits", { exitCode: 91 }, { kind: "underWay" }],
    ["1190", { exitCode: 1190 }, { kind: "alreadyScheduled" }],
    ["1190 in 8 bits", { exitCode: 166 }, { kind: "alreadyScheduled" }],
    ["1191 in 8 bits", { exitCode: 167 }, { kind: "refused", code: 1191 }],
    ["21", { exitCode: 21 }, { kind: "notReady", code: 21 }],
    ["53", { exitCode: 53 }, { kind: "notReady", code: 53 }],
    ["1717", { exitCode: 1717 }, { kind: "notReady", code: 1717 }],
    ["1717 in 8 bits", { exitCode: 181 }, { kind: "notReady", code: 1717 }],
    ["1722", { exitCode: 1722 }, { kind: "notReady", code: 1722 }],
    ["1722 in 8 bits", { exitCode: 186 }, { kind: "notReady", code: 1722 }],
    ["1727 in 8 bits", { exitCode: 191 }, { kind: "notReady", code: 1727 }],
    ["87", { exitCode: 87 }, { kind: "refused", code: 87 }],
    ["1", { exitCode: 1 }, { kind: "refused", code: 1 }],
    [
      "1 with (1190) in a text",
      { exitCode: 1, errorOutput: "Ein Herunterfahren wurde bereits geplant.(1190)\r\n" },
      { kind: "alreadyScheduled" },
    ],
    [
      "1 with (1115) on standard output",
      { exitCode: 1, rest: "Arr\x88t en cours.(1115)\r\n" },
      { kind: "underWay" },
    ],
    ["1 with (5) in a text", { exitCode: 1, errorOutput: "(5)" }, { kind: "denied", code: 5 }],
    [
      "8 bits that another number in the text has",
      { exitCode: 91, errorOutput: "(347)" },
      { kind: "refused", code: 347 },
    ],
    ["8 bits that no number in the text has", { exitCode: 91, errorOutput: "(12)" }, { kind: "underWay" }],
  ];
  for (const [what, result, wanted] of cases) {
    it(`reads the answer to a restart request from ${what}`, () => {
      assert.deepEqual(request.read(framedByCmd(there, result)), wanted);
    });
  }

  const kindOf = (commands: Printed[], result: Parameters<typeof framedByCmd>[1] = {}) =>
    request.read(framedByCmd(commands, result)).kind;

  it("knows that nothing was requested only where the key is listed without the marker", () => {
    assert.equal(kindOf(gone, { exitCode: 1 }), "notAsked");
    assert.equal(kindOf(gone, { exitCode: 0 }), "notAsked");
    assert.equal(kindOf([refused, refused], { exitCode: 1 }), "doubtful");
    assert.equal(kindOf([listing(key, note), refused], { exitCode: 1 }), "doubtful");
    assert.equal(kindOf(["", refused], { exitCode: 1 }), "doubtful");
  });

  it("knows nothing from an answer without its marks, whatever its exit code", () => {
    for (const exitCode of [0, 1, 5, 1115, 1190]) {
      const bare: CommandResult = { exitCode, output: listing(key, note), errorOutput: "(1190)" };
      const answer = request.read(bare);
      assert.ok(answer.kind === "doubtful");
      assert.match(answer.came, /exit code \d+/);
    }
  });

  it("believes exit code 0 without a guard if the line was begun", () => {
    const unguarded = requestRestart({ warningSeconds: 60, message: "m", guard: { key } }, nonce);
    assert.equal(unguarded.read(framedByCmd([listing(key, identifier)])).kind, "accepted");
    assert.equal(unguarded.read({ exitCode: 0, output: "", errorOutput: "" }).kind, "doubtful");
  });

  it("takes a call that may have arrived for one whose fate is not known", () => {
    for (const exitCode of [1726, 190]) assert.equal(kindOf(there, { exitCode }), "doubtful");
  });
});

describe("a restart in the place of another shutdown", () => {
  const replacement = replaceShutdown({ warningSeconds: 60, message: "m", guard: guarded }, nonce);

  it("takes the other one away and requests ours in one line, ours in the same boot only", () => {
    assert.equal(
      plainLine(replacement.line("cmd")),
      `shutdown -a & reg query "${key}" & reg query "${key}" -v Note && shutdown -r -f -t 60 -d p:2:4 -c "m"`,
    );
  });

  const cases: [string, Printed[], Parameters<typeof framedByCmd>[1], object][] = [
    ["both done", ["", ...there], {}, { takenAway: "yes", answer: { kind: "accepted" } }],
    [
      "the first done, and the second refused",
      ["", ...there],
      { exitCode: 5, errorOutput: "Zugriff verweigert(5)" },
      { takenAway: "yes", answer: { kind: "denied", code: 5 } },
    ],
    [
      "nothing to take away, and the second done",
      [refused, ...there],
      { errorOutput: "?(1116)" },
      { takenAway: "no", answer: { kind: "accepted" } },
    ],
    [
      "the first refused, so that another one is still scheduled, told in the texts alone",
      [refused, ...there],
      { exitCode: 1, errorOutput: "?(5)\r\n?(1190)\r\n" },
      { takenAway: "no", answer: { kind: "alreadyScheduled" } },
    ],
    [
      "the first done, and the marker gone",
      ["", ...gone],
      { exitCode: 1 },
      { takenAway: "yes", answer: { kind: "notAsked" } },
    ],
  ];
  for (const [what, printed, result, wanted] of cases) {
    it(`is read where ${what}`, () => {
      assert.deepEqual(replacement.read(framedByCmd(printed, result)), wanted);
    });
  }

  it("may have taken the other one away where the answer cannot be read", () => {
    const { takenAway, answer } = replacement.read({ exitCode: 0, output: "", errorOutput: "" });
    assert.deepEqual([takenAway, answer.kind], ["perhaps", "doubtful"]);
  });
});
