import assert from "node:assert/strict";
import {
  areHeldToRecordings,
  howToRecord,
  type RecordedRun,
  recorded,
} from "../../lab/powershell-stand-in/recordings";
import { failed, succeeded } from "../../lab/simulated/machine";
import { runLine } from "../../lab/simulated/powershell-shell";
import { everyLine, everyScript } from "./every-text";

describe("what is said to PowerShell", () => {
  before(function () {
    if (!areHeldToRecordings) this.skip();
  });

  for (const [kind, spoken] of [
    ["scripts", everyScript.filter(({ name }) => name !== "")],
    ["lines", everyLine],
  ] as const) {
    it(`is spelled as a real one has heard and answered it (${kind})`, () => {
      const known = kind === "scripts" ? recorded("scripts") : recorded("lines");
      assert.deepEqual(
        spoken,
        known.map(({ name, text }) => ({ name, text })),
        howToRecord,
      );
    });
  }

  for (const { name, text, succeeding, failing } of recorded("lines")) {
    if (succeeding.started.length === 0) continue;
    it(`starts the same programs on the stand-in as on a real one: ${name}`, async () => {
      assert.deepEqual(await started(text, {}), succeeding);
      assert.deepEqual(await started(text, { reg: 1, whoami: 1 }), failing);
    });
  }
});

async function started(line: string, codes: Readonly<Record<string, number>>): Promise<RecordedRun> {
  const programs: (readonly string[])[] = [];
  const { exitCode } = await runLine(line, async (name, argv) => {
    programs.push([name, ...argv]);
    const code = { shutdown: 42, ...codes }[name] ?? 0;
    return code === 0 ? succeeded() : failed(code, "");
  });
  return { started: programs, exitCode };
}
