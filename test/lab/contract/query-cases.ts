import assert from "node:assert/strict";
import { ScratchKey } from "./scratch-key";
import type { SubjectOf } from "./subject";
import {
  accepted,
  hardware,
  type PrintedValue,
  policyAgent,
  printedKeys,
  printedValues,
  refused,
  services,
} from "./words";

/** Data that goes in and the data that `reg query` then prints, by type; what no two hosts agree on is not here. */
const printed: readonly { readonly type: string; readonly given: string; readonly shown: string }[] = [
  { type: "REG_DWORD", given: "2", shown: "0x2" },
  { type: "REG_DWORD", given: "0", shown: "0x0" },
  { type: "REG_DWORD", given: "0x2", shown: "0x2" },
  { type: "REG_DWORD", given: "255", shown: "0xff" },
  { type: "REG_DWORD", given: "4294967295", shown: "0xffffffff" },
  { type: "REG_SZ", given: "2", shown: "2" },
  { type: "REG_SZ", given: "", shown: "" },
  { type: "REG_SZ", given: "two  words", shown: "two  words" },
  { type: "REG_SZ", given: " blanks around ", shown: " blanks around " },
  { type: "REG_SZ", given: "a|b<c>d(e)^f;g=h,i'j~k!l", shown: "a|b<c>d(e)^f;g=h,i'j~k!l" },
  { type: "REG_SZ", given: String.raw`C:\dir\file`, shown: String.raw`C:\dir\file` },
  { type: "REG_SZ", given: "    REG_DWORD    0x2", shown: "    REG_DWORD    0x2" },
  { type: "REG_EXPAND_SZ", given: String.raw`C:\dir`, shown: String.raw`C:\dir` },
  { type: "REG_MULTI_SZ", given: String.raw`one\0two`, shown: String.raw`one\0two` },
  { type: "REG_BINARY", given: "02000000", shown: "02000000" },
  { type: "REG_BINARY", given: "0aff", shown: "0AFF" },
  { type: "REG_BINARY", given: "", shown: "" },
];

/** What `reg query` prints and returns. */
export function describeQuery(subject: SubjectOf): void {
  describe("reg query", () => {
    describe("prints", () => {
      let values: readonly PrintedValue[] = [];
      before(async () => {
        const all = printed.map(({ type, given }, at) => [`Value${at}`, type, given] as const);
        values = await new ScratchKey(subject()).afterAdding(...all);
      });

      for (const [at, { type, given, shown }] of printed.entries()) {
        it(`${type} ${JSON.stringify(given)} as ${JSON.stringify(shown)}`, () => {
          const name = `Value${at}`;
          assert.deepEqual(
            values.filter((value) => value.name === name),
            [{ name, type, data: shown }],
          );
        });
      }
    });

    it("prints name and type of a REG_QWORD", async () => {
      const [value] = await new ScratchKey(subject()).afterAdding(["Value", "REG_QWORD", "2"]);
      assert.deepEqual([value?.name, value?.type], ["Value", "REG_QWORD"]);
    });

    it("prints one value as: an empty line, the key in full, the value, an empty line", async () => {
      const key = new ScratchKey(subject());
      await key.add("Value", "REG_DWORD", "1");
      const { output } = accepted(await subject().run(`reg query "${key.path}" -v Value`));
      const name = key.path.replace("HKLM", "HKEY_LOCAL_MACHINE");
      assert.equal(output, `\r\n${name}\r\n    Value    REG_DWORD    0x1\r\n\r\n`);
    });

    it("prints a whole key as: the key in full, every value, then the keys below in full", async () => {
      const key = new ScratchKey(subject());
      await key.afterAdding(["First", "REG_DWORD", "1"], ["Second", "REG_SZ", "two"]);
      accepted(await subject().run(`reg add "${key.path}\\Below" -v Deep -t REG_DWORD -d 3 -f`));
      const { output } = accepted(await subject().run(`reg query "${key.path}"`));
      const name = key.path.replace("HKLM", "HKEY_LOCAL_MACHINE");
      assert.deepEqual(printedKeys(output), [name, `${name}\\Below`]);
      assert.deepEqual(
        printedValues(output).map((value) => value.name),
        ["First", "Second"],
      );
      assert.ok(output.indexOf("Second") < output.indexOf("\\Below"));
    });

    it("refuses a value that does not exist, and prints no key", async () => {
      const result = await subject().run(`reg query "${policyAgent}" -v NoSuchValue`);
      refused(result);
      assert.deepEqual(printedKeys(result.output), []);
    });

    it("refuses a key that does not exist, and prints no key", async () => {
      const result = await subject().run(`reg query "${services}\\NoSuchService"`);
      refused(result);
      assert.deepEqual(printedKeys(result.output), []);
    });

    it("refuses a value under a key that does not exist", async () => {
      refused(await subject().run(`reg query "${services}\\NoSuchService" -v Start`));
    });

    it("finds keys and values in any letter case", async () => {
      const { output } = accepted(await subject().run(`reg query "${policyAgent.toLowerCase()}" -v sTaRt`));
      assert.equal(
        printedKeys(output)[0]?.toLowerCase(),
        policyAgent.replace("HKLM", "HKEY_LOCAL_MACHINE").toLowerCase(),
      );
      assert.equal(printedValues(output).length, 1);
    });

    it("prints a value's name in a whole key as it was first written", async () => {
      const values = await new ScratchKey(subject()).afterAdding(["mixedCASE", "REG_DWORD", "1"]);
      assert.deepEqual(values, [{ name: "mixedCASE", type: "REG_DWORD", data: "0x1" }]);
    });

    it("takes the root in full as well, and slashes for switches", async () => {
      const full = policyAgent.replace("HKLM", "HKEY_LOCAL_MACHINE");
      const { output } = accepted(await subject().run(`reg query "${full}" /v Start`));
      assert.equal(printedKeys(output)[0], full);
    });

    it("lists the services by their full names", async () => {
      const { output } = accepted(await subject().run(`reg query "${services}"`));
      const names = printedKeys(output).map((key) => key.slice(key.lastIndexOf("\\") + 1));
      for (const name of ["PolicyAgent", "IKEEXT", "RasMan"]) assert.ok(names.includes(name), name);
    });

    it("prints how PolicyAgent, IKEEXT and RasMan start: by themselves or on demand", async () => {
      const names = ["PolicyAgent", "IKEEXT", "RasMan"];
      const line = names.map((name) => `reg query "${services}\\${name}" -v Start`).join(" & ");
      const starts = printedValues(accepted(await subject().run(line)).output);
      assert.equal(starts.length, names.length);
      for (const { type, data } of starts) assert.match(`${type} ${data}`, /^REG_DWORD 0x[23]$/);
    });

    it("knows no setting on a new host", async () => {
      refused(await subject().run(`reg query "${policyAgent}" -v AssumeUDPEncapsulationContextOnSendRule`));
    });

    it("writes nothing to standard error when it succeeds", async () => {
      for (const key of [policyAgent, hardware]) {
        assert.equal(accepted(await subject().run(`reg query "${key}"`)).errorOutput, "");
      }
    });
  });
}
