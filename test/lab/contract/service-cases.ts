import assert from "node:assert/strict";
import type { SubjectOf } from "./subject";
import { accepted } from "./words";

/** The rows of a service that hold a number, each as that number, a blank and whatever stands behind it. */
const numbered = /^ {8}[^:]{1,40}: ([0-9a-f]+)(?: {2}.*)?$/;

function numbersIn(output: string): string[] {
  return output.split("\r\n").flatMap((line) => numbered.exec(line)?.[1] ?? []);
}

/** `sc query NAME`, of services that every Windows has. */
export function describeServices(subject: SubjectOf): void {
  describe("sc query", () => {
    it("prints the numbers of a service that runs: type, state 4, two exit codes of 0", async () => {
      const { output } = accepted(await subject().run("sc query PlugPlay"));
      assert.match(output, /^(?:\r\n)?[^:\r\n]+: PlugPlay *\r\n/);
      const [type, ...numbers] = numbersIn(output);
      assert.match(type ?? "", /^[0-9a-f]{1,3}$/);
      assert.deepEqual(numbers, ["4", "0", "0"]);
    });

    it("prints state 1 and exit code 1077 of a service that nothing has started since the boot", async () => {
      const { output } = accepted(await subject().run("sc query MSIServer"));
      assert.deepEqual(numbersIn(output).slice(1), ["1", "1077", "0"]);
    });

    it("takes a name between quotes, in any letter case, and by its full path", async () => {
      for (const line of [
        'sc query "PlugPlay"',
        "sc.exe query PLUGPLAY",
        '%SystemRoot%\\System32\\sc.exe query "PlugPlay"',
      ]) {
        assert.equal(numbersIn(accepted(await subject().run(line)).output)[1], "4", line);
      }
    });

    for (const name of ["NoSuchService", "MSSQL$NOSUCH", "No Such Service"]) {
      it(`fails, and prints no numbers, where there is no service of the name ${name}`, async () => {
        const { exitCode, output } = await subject().run(`sc query "${name}"`);
        assert.notEqual(exitCode, 0);
        assert.deepEqual(numbersIn(output), []);
      });
    }

    it("sets the errorlevel that the rest of the line can ask for", async () => {
      const conditions =
        "(if errorlevel 1 echo failed) & (if not errorlevel 1 if errorlevel 0 echo went well)";
      const { output } = await subject().run(`sc query PlugPlay & ${conditions}`);
      assert.match(output, /^went well/m);
      const { output: missing } = await subject().run(`sc query NoSuchService & ${conditions}`);
      assert.match(missing, /^failed/m);
    });

    it("finds a service that runs running again after a restart", async () => {
      await subject().restart();
      const { output } = accepted(await subject().run("sc query PlugPlay"));
      assert.equal(numbersIn(output)[1], "4");
    });
  });
}
