import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import { readScriptOutput } from "../../../provider/hosts/powershell/script-output";
import {
  definitionScript,
  languageModeScript,
  secretLines,
} from "../../../provider/hosts/powershell/scripts";
import {
  EndedFromHereError,
  ProcessEndedError,
  ShellProcess,
} from "../../../provider/hosts/powershell/shell-process";

/** What holds of any PowerShell that is told our scripts line by line; nothing here needs Windows. */
export function describeProcess(title: string, executable: () => string, rounds = 1_000): void {
  describe(`a PowerShell process (${title})`, function () {
    this.timeout(180_000);
    let process: ShellProcess;
    before(() => {
      process = new ShellProcess(executable());
    });
    after(() => process?.end(systemClock, 10_000));

    const answered = async () => readScriptOutput((await process.carryOut(languageModeScript)).output);
    const fullLanguage = async () => {
      const { mode, system } = await process.languageMode();
      return { kind: "language", mode, system: system ?? "" };
    };

    it("tells its language mode", async () => {
      assert.equal((await process.languageMode()).mode, "FullLanguage");
    });

    it("says that our definitions are known", async () => {
      const { output, errorOutput } = await process.carryOut(definitionScript);
      assert.deepEqual([readScriptOutput(output), errorOutput], [{ kind: "ready" }, ""]);
    });

    it("reads a secret as data: it answers nothing to it", async () => {
      process.writeLines(secretLines("'echo'; exit"));
      assert.deepEqual(await answered(), await fullLanguage());
    });

    it("carries out scripts that come at once one after another", async () => {
      const asked = await Promise.all([answered(), answered(), answered(), answered()]);
      assert.deepEqual(asked, Array(4).fill(await fullLanguage()));
    });

    it(`answers ${rounds} short scripts: its two marks may come in one piece`, async () => {
      const expected = await fullLanguage();
      for (let round = 0; round < rounds; round++) assert.deepEqual(await answered(), expected);
    });

    it("says that it was ended from this side", async () => {
      const other = new ShellProcess(executable());
      await other.languageMode();
      await other.end(systemClock, 10_000);
      assert.equal(other.isAlive, false);
      await assert.rejects(other.carryOut(languageModeScript), EndedFromHereError);
    });

    it("says that it ended by itself, and with which exit code", async () => {
      const other = new ShellProcess(executable());
      await other.languageMode();
      await assert.rejects(
        other.carryOut("exit"),
        (error) => error instanceof ProcessEndedError && error.exitCode === 0,
      );
    });

    it("ends at once when it is killed while it waits for data", async () => {
      const other = new ShellProcess(executable());
      await other.languageMode();
      const waiting = other.carryOut(secretLines("x")[0]);
      other.kill();
      await assert.rejects(waiting, EndedFromHereError);
    });
  });
}
