import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import { readScriptOutput } from "../../../provider/hosts/powershell/script-output";
import { definitionScript, secretLines, textArgument } from "../../../provider/hosts/powershell/scripts";
import {
  EndedFromHereError,
  ProcessEndedError,
  ShellProcess,
} from "../../../provider/hosts/powershell/shell-process";

/** What holds of any PowerShell that is told things line by line; nothing here needs Windows. */
export function describeProcess(title: string, executable: () => string): void {
  describe(`a PowerShell process (${title})`, function () {
    this.timeout(30_000);
    let process: ShellProcess;
    before(() => {
      process = new ShellProcess(executable());
    });
    after(() => process?.end(systemClock, 10_000));

    const printed = async (expression: string) => {
      const { output, errorOutput } = await process.carryOut(`[Console]::Out.WriteLine(${expression})`);
      assert.equal(errorOutput, "");
      return output;
    };

    it("tells its language mode", async () => {
      assert.equal(await process.languageMode(), "FullLanguage");
    });

    for (const text of [
      "plain",
      "'; calc; '",
      "$(calc)",
      "`$env:PATH`",
      "a\u2019b \u201cc\u201d",
      'x"y',
      "-Credential",
      "%OS%",
    ]) {
      it(`passes ${JSON.stringify(text)} as one argument`, async () => {
        const code = `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(${textArgument(text)}))`;
        assert.equal(Buffer.from(await printed(code), "base64").toString("utf8"), text);
      });
    }

    it("reads a secret as data, which the next script can use", async () => {
      process.writeLines(secretLines("pa'ss \u00e4$(calc)"));
      const encoded = await printed("$ipsecSecret");
      assert.equal(Buffer.from(encoded, "base64").toString("utf8"), "pa'ss \u00e4$(calc)");
    });

    it("is not confused by text that looks like an end mark", async () => {
      const marks = ["0123456789ABCDEF", "zZ9yY8xX7wW6vV5u", '[Console]::Out.Write("0123456789ABCDEF")'];
      for (const mark of marks) assert.equal(await printed(textArgument(mark)), mark);
    });

    it("carries out scripts that come at once one after another", async () => {
      const asked = [1, 2, 3, 4].map((number) => printed(`'answer ${number}'`));
      assert.deepEqual(await Promise.all(asked), ["answer 1", "answer 2", "answer 3", "answer 4"]);
    });

    it("answers a thousand short scripts: its two marks may come in one piece", async () => {
      for (let round = 0; round < 1_000; round++) assert.equal(await printed(`'${round}'`), String(round));
    });

    it("reports a failure by the identity that it has in every language", async () => {
      assert.deepEqual(readScriptOutput((await process.carryOut(definitionScript)).output), {
        kind: "ready",
      });
      const { output } = await process.carryOut(
        "try { [Convert]::FromBase64String('!') } catch { & $ipsecFail $_ }",
      );
      const answer = readScriptOutput(output);
      assert.ok(answer.kind === "failed", output);
      assert.equal(answer.errorId, "FormatException");
      assert.notEqual(answer.message, "");
    });

    it("tells what went wrong on its error stream, and goes on", async () => {
      const { errorOutput } = await process.carryOut("[Convert]::FromBase64String('!')");
      assert.notEqual(errorOutput, "");
      assert.equal(await printed("'on'"), "on");
    });

    it("says when it has ended", async () => {
      const other = new ShellProcess(executable());
      await other.languageMode();
      await other.end(systemClock, 10_000);
      assert.equal(other.isAlive, false);
      await assert.rejects(other.carryOut("'x'"), EndedFromHereError);
    });

    it("says when it has ended by itself, and how", async () => {
      const other = new ShellProcess(executable());
      await other.languageMode();
      await assert.rejects(
        other.carryOut("exit 3"),
        (error) => error instanceof ProcessEndedError && error.exitCode === 3,
      );
    });

    it("ends at once when it is killed, whatever it does", async () => {
      const other = new ShellProcess(executable());
      await other.languageMode();
      const waiting = other.carryOut(
        "$line = [Console]::In.ReadLine(); $line = [Console]::In.ReadLine(); $line = [Console]::In.ReadLine()",
      );
      other.kill();
      await assert.rejects(waiting, EndedFromHereError);
    });
  });
}
