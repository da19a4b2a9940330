import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import { readScriptOutput } from "../../../provider/hosts/powershell/script-output";
import { definitionScript, secretLines, textArgument } from "../../../provider/hosts/powershell/scripts";
import { ProcessEndedError, ShellProcess } from "../../../provider/hosts/powershell/shell-process";

/** What holds of a PowerShell that takes scripts of the tests' own: only a real one does. */
export function describeOwnScripts(title: string, executable: () => string): void {
  describe(`a PowerShell process that takes any script (${title})`, function () {
    this.timeout(180_000);
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

    for (const text of [
      ...["plain", "'; calc; '", "$(calc)", "`$env:PATH`", "a\u2019b \u201cc\u201d", 'x"y'],
      ...["-Credential", "%OS%"],
    ]) {
      it(`passes ${JSON.stringify(text)} as one argument`, async () => {
        const code = `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(${textArgument(text)}))`;
        assert.equal(Buffer.from(await printed(code), "base64").toString("utf8"), text);
      });
    }

    it("keeps a secret for the next script", async () => {
      process.writeLines(secretLines("pa'ss \u00e4$(calc)"));
      const encoded = await printed("$ipsecSecret");
      assert.equal(Buffer.from(encoded, "base64").toString("utf8"), "pa'ss \u00e4$(calc)");
    });

    it("is not confused by text that looks like an end mark", async () => {
      const marks = ["0123456789ABCDEF", "zZ9yY8xX7wW6vV5u", '[Console]::Out.Write("0123456789ABCDEF")'];
      for (const mark of marks) assert.equal(await printed(textArgument(mark)), mark);
    });

    it("answers scripts that come at once each with its own output", async () => {
      const asked = [1, 2, 3, 4].map((number) => printed(`'answer ${number}'`));
      assert.deepEqual(await Promise.all(asked), ["answer 1", "answer 2", "answer 3", "answer 4"]);
    });

    it("reports a failure by the identity that it has in every language", async () => {
      await process.carryOut(definitionScript);
      const { output } = await process.carryOut(
        "try { [Convert]::FromBase64String('!') } catch { & $ipsecFail $_ }",
      );
      const answer = readScriptOutput(output);
      assert.ok(answer.kind === "failed", output);
      assert.equal(answer.errorId, "FormatException");
      assert.notEqual(answer.message, "");
    });

    it("tells what went wrong on its error stream, without colours, and goes on", async () => {
      const { errorOutput } = await process.carryOut("[Convert]::FromBase64String('!')");
      assert.notEqual(errorOutput, "");
      assert.ok(!errorOutput.includes("\u001b"), JSON.stringify(errorOutput));
      assert.equal(await printed("'on'"), "on");
    });

    it("reports the exit code with which it ended by itself", async () => {
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
      const waiting = other.carryOut("[Threading.Thread]::Sleep(60000)");
      other.kill();
      await assert.rejects(waiting);
    });
  });
}
