import assert from "node:assert/strict";
import { NatTraversalError } from "../../provider/errors";
import type { CommandResult } from "../../provider/hosts/host";
import { askForDiagnosis } from "../../provider/nat-traversal/diagnosis";
import { askForObservation } from "../../provider/nat-traversal/observation";
import type { RegistryKey } from "../../provider/nat-traversal/setting-state";
import type { Question } from "../../provider/windows/fact";
import { plainLine } from "../lab/simulated/plain-line";
import { readCases } from "../support/case-files";
import { answeredByCmd, nonce, regOver } from "../support/framed";

interface ClassificationCase {
  readonly says: string;
  /** What reg.exe lists of the registry; anything else is not there. */
  readonly observe: readonly string[];
  /** The answer ends in the middle. */
  readonly cut?: boolean;
  /** These are whole answers, of a host that runs none of the commands. */
  readonly raw?: boolean;
  readonly registryKey?: RegistryKey;
  /** An observation, `{ unread: path }` or `{ throws: code }`. */
  readonly expect: { readonly unread?: string; readonly throws?: string };
  readonly diagnose?: {
    readonly output: readonly string[];
    readonly cut?: boolean;
    readonly errorOutput: string;
    readonly exitCode: number;
  };
  readonly code?: string;
  /** What the message must hold. */
  readonly message?: string;
}

function answered(
  { line }: Question<unknown>,
  lines: readonly string[],
  { raw = false, cut = false }: { readonly raw?: boolean; readonly cut?: boolean },
): CommandResult {
  if (raw) return { exitCode: 0, output: lines.map((each) => `${each}\r\n`).join(""), errorOutput: "" };
  const whole = answeredByCmd(line("cmd"), regOver(lines));
  return cut ? { ...whole, output: whole.output.slice(0, -30) } : whole;
}

describe("the observation of a host", () => {
  for (const { name, content } of readCases<ClassificationCase>("classification")) {
    it(`${name}: ${content.says}`, () => {
      const { expect, registryKey } = content;
      const question = askForObservation({ host: "vpn01", registryKey }, nonce);
      const look = () => question.read(answered(question, content.observe, content));
      if (expect.throws !== undefined) {
        const { throws } = expect;
        assert.throws(look, (error) => error instanceof NatTraversalError && error.code === throws);
        return;
      }
      const reading = look();
      if (expect.unread === undefined) {
        assert.deepEqual(reading, { read: true, observation: expect });
        return;
      }
      assert.ok(!reading.read);
      assert.equal(reading.registryPath, expect.unread);
      assert.ok(content.diagnose);
      const { output, cut = false, errorOutput, exitCode } = content.diagnose;
      const why = askForDiagnosis("vpn01", reading, nonce);
      const said = { ...answered(why, output, { ...content, cut }), errorOutput, exitCode };
      const error = why.read(said);
      assert.equal(error.code, content.code, error.message);
      assert.equal(error.host, "vpn01");
      assert.ok(error.message.includes(expect.unread));
      assert.match(error.message, new RegExp(content.message ?? ""));
    });
  }

  const sent = ({ line }: Question<unknown>) => plainLine(line("cmd")).split(" & ");

  it("observes with 26 reg processes, which only read", () => {
    const commands = sent(askForObservation({ host: "vpn01" }));
    assert.equal(commands.length, 26);
    for (const command of commands) assert.match(command, /^reg query "HKLM\\[^"]+"( -v \w+)?$/);
  });

  it("diagnoses with the list of services, twice, and a last query that every account may make", () => {
    const registryPath = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
    assert.deepEqual(sent(askForDiagnosis("vpn01", { registryPath, came: "" })), [
      'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services"',
      'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services"',
      'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent"',
      'reg query "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion" -v CurrentVersion',
    ]);
  });
});
