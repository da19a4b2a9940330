import assert from "node:assert/strict";
import { ScratchKey } from "./scratch-key";
import type { SubjectOf } from "./subject";
import { accepted, hardware, policyAgent, printedKeys, printedValues, refused } from "./words";

/** How a line becomes commands: what cmd does with quotes, `&`, percents, and exit codes. */
export function describeShell(subject: SubjectOf): void {
  describe("the shell", () => {
    it("answers the probe as cmd does, and with nothing else", async () => {
      const { output, errorOutput } = accepted(await subject().run("echo %OS%+$PSHOME"));
      assert.equal(output, "Windows_NT+$PSHOME\r\n");
      assert.equal(errorOutput, "");
    });

    it("runs the commands of one line in their order", async () => {
      const { output } = accepted(await subject().run("echo first & echo second & echo third"));
      assert.deepEqual(output.split(/\s+/), ["first", "second", "third", ""]);
    });

    it("goes on after a command that failed, and gives the exit code of the last", async () => {
      const failing = `reg query "${policyAgent}" -v NoSuchValue`;
      const { output } = accepted(await subject().run(`${failing} & reg query "${policyAgent}" -v Start`));
      assert.equal(printedValues(output).length, 1);
      assert.equal((await subject().run(`reg query "${policyAgent}" -v Start & ${failing}`)).exitCode, 1);
    });

    it("runs an echo after a command that failed", async () => {
      const { output } = await subject().run(`reg query "${policyAgent}" -v NoSuchValue & echo after`);
      assert.match(output, /^after\s*$/m);
    });

    it("goes on after a program that does not exist", async () => {
      const { output } = accepted(
        await subject().run(`no-such-program -r & reg query "${policyAgent}" -v Start`),
      );
      assert.equal(printedValues(output).length, 1);
    });

    it("fails with some exit code if the only program does not exist", async () => {
      assert.notEqual((await subject().run("no-such-program -r")).exitCode, 0);
    });

    it("keeps an & between quotes in the command", async () => {
      const key = new ScratchKey(subject());
      assert.deepEqual(await key.afterAdding(["Text", "REG_SZ", "one & echo two"]), [
        { name: "Text", type: "REG_SZ", data: "one & echo two" },
      ]);
    });

    it("lets text with a quote of its own break out and run", async () => {
      const key = new ScratchKey(subject());
      const hostile = `2" & reg add "${key.path}" -v Injected -t REG_SZ -d ran -f & rem "`;
      await subject().run(key.addLine("Text", "REG_SZ", hostile));
      const injected = (await key.values()).find(({ name }) => name === "Injected");
      assert.deepEqual(injected, { name: "Injected", type: "REG_SZ", data: "ran" });
    });

    it("expands percents, between quotes too", async () => {
      const key = new ScratchKey(subject());
      assert.deepEqual(await key.afterAdding(["Text", "REG_SZ", "on %OS% here"]), [
        { name: "Text", type: "REG_SZ", data: "on Windows_NT here" },
      ]);
    });

    it("takes the names of programs in any letter case, with .exe or without", async () => {
      const programs = ["reg", "REG", "reg.exe", "Reg.EXE"];
      const line = programs.map((program) => `${program} query "${policyAgent}" -v Start`).join(" & ");
      assert.equal(printedValues(accepted(await subject().run(line)).output).length, programs.length);
    });

    it("needs quotes around a key with blanks", async () => {
      const key = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
      refused(await subject().run(`reg query ${key} -v CurrentVersion`));
      accepted(await subject().run(`reg query "${key}" -v CurrentVersion`));
    });

    it("ends every line with carriage return and line feed", async () => {
      const { output } = accepted(await subject().run(`reg query "${policyAgent}" & echo end`));
      assert.deepEqual(output.match(/[^\r]\n/g), null);
    });

    it("answers several queries in one line, each under the name of its own key", async () => {
      const line = [policyAgent, hardware].map(
        (key) => `reg query "${key}" -v NoSuchValue & reg query "${key}"`,
      );
      const { output } = accepted(await subject().run(line.join(" & ")));
      const named = printedKeys(output).filter((key) => /\\(PolicyAgent|System)$/i.test(key));
      assert.deepEqual(
        named.map((key) => key.toLowerCase()),
        [policyAgent, hardware].map((key) => key.replace("HKLM", "HKEY_LOCAL_MACHINE").toLowerCase()),
      );
    });
  });
}
