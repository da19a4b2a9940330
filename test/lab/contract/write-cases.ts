import assert from "node:assert/strict";
import { ScratchKey } from "./scratch-key";
import type { SubjectOf } from "./subject";
import { accepted, printedValues, refused, services } from "./words";

/** What `reg add` and `reg delete` do, print and return. */
export function describeWrite(subject: SubjectOf): void {
  describe("reg add", () => {
    it("replaces data and type of a value", async () => {
      const values = await new ScratchKey(subject()).afterAdding(
        ["Value", "REG_SZ", "2"],
        ["Value", "REG_DWORD", "2"],
      );
      assert.deepEqual(values, [{ name: "Value", type: "REG_DWORD", data: "0x2" }]);
    });

    it("keeps the letter case in which a name was first written", async () => {
      const values = await new ScratchKey(subject()).afterAdding(
        ["vAlUe", "REG_DWORD", "1"],
        ["Value", "REG_DWORD", "2"],
      );
      assert.deepEqual(values, [{ name: "vAlUe", type: "REG_DWORD", data: "0x2" }]);
    });

    it("takes slashes, upper-case switches and any order", async () => {
      const key = new ScratchKey(subject());
      const values = await key.after(`reg add "${key.path}" /f /d 7 /T REG_DWORD /V Value`);
      assert.deepEqual(values, [{ name: "Value", type: "REG_DWORD", data: "0x7" }]);
    });

    it("takes a name with blanks between quotes", async () => {
      const values = await new ScratchKey(subject()).afterAdding(["two words", "REG_DWORD", "1"]);
      assert.deepEqual(values, [{ name: "two words", type: "REG_DWORD", data: "0x1" }]);
    });

    it("keeps a text of 1,000 characters", async () => {
      const text = "0123456789".repeat(100);
      const values = await new ScratchKey(subject()).afterAdding(["Value", "REG_SZ", text]);
      assert.deepEqual(values, [{ name: "Value", type: "REG_SZ", data: text }]);
    });

    for (const [what, call] of [
      ["letters as a number", "-v Value -t REG_DWORD -d two -f"],
      ["a number beyond 32 bits", "-v Value -t REG_DWORD -d 4294967296 -f"],
      ["a type that does not exist", "-v Value -t REG_NUMBER -d 2 -f"],
      ["letters that are no hexadecimal digits", "-v Value -t REG_BINARY -d 0g -f"],
      ["a switch that does not exist", "-v Value -t REG_DWORD -d 2 -f -x"],
    ] as const) {
      it(`refuses ${what}, and writes nothing`, async () => {
        const key = new ScratchKey(subject());
        refused(
          await subject().run(`${key.addLine("Kept", "REG_DWORD", "1")} & reg add "${key.path}" ${call}`),
        );
        assert.deepEqual(await key.values(), [{ name: "Kept", type: "REG_DWORD", data: "0x1" }]);
      });
    }

    it("creates a missing key silently: a writer must check first", async () => {
      const key = new ScratchKey(subject());
      refused(await subject().run(`reg query "${key.path}"`));
      await key.add("Value", "REG_DWORD", "2");
      accepted(await subject().run(`reg query "${key.path}"`));
    });

    it("writes and reads back in one line", async () => {
      const key = new ScratchKey(subject());
      const line = `${key.addLine("Value", "REG_DWORD", "2")} & reg query "${key.path}" -v Value`;
      const { output } = accepted(await subject().run(line));
      assert.deepEqual(printedValues(output), [{ name: "Value", type: "REG_DWORD", data: "0x2" }]);
    });
  });

  describe("reg delete", () => {
    it("removes one value, in any letter case, and leaves the others", async () => {
      const key = new ScratchKey(subject());
      await key.afterAdding(["Value", "REG_DWORD", "2"], ["Other", "REG_DWORD", "3"]);
      const values = await key.after(`reg delete "${key.path}" -v vALUE -f`);
      assert.deepEqual(values, [{ name: "Other", type: "REG_DWORD", data: "0x3" }]);
    });

    it("succeeds for a value that exists", async () => {
      const key = new ScratchKey(subject());
      const line = `${key.addLine("Value", "REG_DWORD", "2")} & reg delete "${key.path}" -v Value -f`;
      accepted(await subject().run(line));
    });

    it("refuses a value that does not exist, and leaves the others", async () => {
      const key = new ScratchKey(subject());
      const line = `${key.addLine("Kept", "REG_DWORD", "1")} & reg delete "${key.path}" -v NoSuchValue -f`;
      refused(await subject().run(line));
      assert.deepEqual(await key.values(), [{ name: "Kept", type: "REG_DWORD", data: "0x1" }]);
    });

    it("refuses a key that does not exist", async () => {
      refused(await subject().run(`reg delete "${services}\\NoSuchService" -v Value -f`));
    });

    it("removes the whole key when -v is left out", async () => {
      const key = new ScratchKey(subject());
      accepted(
        await subject().run(`${key.addLine("Value", "REG_DWORD", "2")} & reg delete "${key.path}" -f`),
      );
      refused(await subject().run(`reg query "${key.path}"`));
    });
  });
}
