import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { detectShell, unsupportedShell } from "../../provider/hosts/shell-detection";

interface Case {
  readonly case: string;
  readonly output: string;
  readonly shell?: string;
  readonly recognised?: string;
  readonly unrecognised?: string;
}

const file = join(__dirname, "..", "cases", "shell-probe", "answers.json");
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Case[];

describe("shell detection", () => {
  for (const { case: name, output, ...expected } of cases) {
    it(`recognises ${name}`, () => {
      const answer: Record<string, unknown> = { ...detectShell({ exitCode: 0, output, errorOutput: "" }) };
      delete answer.hint;
      delete answer.errors;
      assert.deepEqual(answer, expected);
    });
  }

  it("quotes only a short printable piece of unknown output", () => {
    const { message } = unsupportedShell("vpn01", {
      unrecognised: `\x1b[31mhello\r\n${"x".repeat(500)}`,
      errors: "",
    });
    assert.match(
      message,
      /^UNSUPPORTED_SHELL: could not detect the default shell on vpn01: its output "\[31mhello x+…" matches/,
    );
    assert.ok(message.length < 600);
    assert.match(message, /AutoRun of cmd.*ForceCommand.*DisableCMD/);
    const silent = { unrecognised: " \r\n", errors: "" };
    assert.match(unsupportedShell("vpn01", silent).message, /it printed nothing/);
    const failed = { ...silent, errors: "Access is denied.\r\n" };
    assert.match(
      unsupportedShell("vpn01", failed).message,
      /its output "Access is denied\." .* start-up script/,
    );
  });
});
