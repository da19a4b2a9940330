import assert from "node:assert/strict";
import { NatTraversalError } from "../../provider/errors";
import { diagnose, diagnoseLine } from "../../provider/nat-traversal/diagnosis";
import { observeLine, readObservation } from "../../provider/nat-traversal/observation";
import type { RegistryKey } from "../../provider/nat-traversal/setting-state";
import { readCases } from "../support/case-files";

interface ClassificationCase {
  readonly says: string;
  readonly observe: readonly string[];
  /** The last line of the observation has no end. */
  readonly cut?: boolean;
  readonly registryKey?: RegistryKey;
  /** An observation, `{ unread: path }` or `{ throws: code }`. */
  readonly expect: { readonly unread?: string; readonly throws?: string };
  readonly diagnose?: {
    readonly output: readonly string[];
    readonly errorOutput: string;
    readonly exitCode: number;
  };
  readonly code?: string;
}

function printed(lines: readonly string[], cut = false): string {
  return lines.join("\r\n") + (cut || lines.length === 0 ? "" : "\r\n");
}

describe("the observation of a host", () => {
  for (const { name, content } of readCases<ClassificationCase>("classification")) {
    it(`${name}: ${content.says}`, () => {
      const { expect, registryKey } = content;
      const look = () =>
        readObservation(
          { output: printed(content.observe, content.cut), exitCode: 0 },
          { host: "vpn01", registryKey },
        );
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
      assert.deepEqual(reading, { read: false, registryPath: expect.unread });
      assert.ok(content.diagnose);
      const result = { ...content.diagnose, output: printed(content.diagnose.output) };
      const error = diagnose("vpn01", expect.unread, result);
      assert.equal(error.code, content.code);
      assert.equal(error.host, "vpn01");
      assert.ok(error.message.includes(expect.unread));
    });
  }

  it("observes with eleven reg processes, which only read", () => {
    const commands = observeLine("cmd").split(" & ");
    assert.equal(commands.length, 11);
    for (const command of commands) assert.match(command, /^reg query "HKLM\\[^"]+"( -v \w+)?$/);
    assert.ok(commands.join(" & ").length < 2000);
  });

  it("diagnoses with a last query that every account may make", () => {
    assert.deepEqual(
      diagnoseLine("HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent")("cmd").split(" & "),
      [
        'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services"',
        'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent"',
        'reg query "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion" -v CurrentVersion',
      ],
    );
  });
});
