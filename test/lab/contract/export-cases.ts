import assert from "node:assert/strict";
import { ScratchKey } from "./scratch-key";
import type { SubjectOf } from "./subject";
import { accepted, hardware, policyAgent, printedValues, services } from "./words";

/** `reg export`, and the two views that a lab host itself gives of its registry. */
export function describeExport(subject: SubjectOf): void {
  describe("reg export", () => {
    const file = String.raw`C:\Windows\Temp\contract.reg`;

    it("writes a file, and writes over it with -y", async () => {
      accepted(await subject().run(`reg export "${policyAgent}" "${file}" -y`));
      accepted(await subject().run(`reg export "${policyAgent}" "${file}" -y`));
    });

    it("refuses a folder that does not exist", async () => {
      const result = await subject().run(String.raw`reg export "${policyAgent}" "C:\NoSuchFolder\x.reg" -y`);
      assert.equal(result.exitCode, 1);
    });

    it("refuses a key that does not exist", async () => {
      assert.equal((await subject().run(`reg export "${services}\\NoSuchService" "${file}" -y`)).exitCode, 1);
    });

    it("changes nothing in the registry", async () => {
      const before = await subject().exportRegistry();
      accepted(await subject().run(`reg export "${policyAgent}" "${file}" -y`));
      assert.equal(await subject().exportRegistry(), before);
    });
  });

  describe("the lab's own view", () => {
    it("is the same after queries, successful and refused", async () => {
      const before = await subject().exportRegistry();
      for (const key of [policyAgent, hardware, `${services}\\NoSuchService`]) {
        await subject().run(`reg query "${key}" & reg query "${key}" -v NoSuchValue`);
      }
      assert.equal(await subject().exportRegistry(), before);
    });

    it("shows one more line for a value that was added, and none when it is gone", async () => {
      const before = (await subject().exportRegistry()).split("\n");
      accepted(await subject().run(`reg add "${hardware}" -v ContractNote -t REG_SZ -d noted -f`));
      const during = (await subject().exportRegistry()).split("\n");
      const added = during.filter((line) => !before.includes(line));
      assert.equal(added.length, 1, added.join("\n"));
      assert.match(added[0] ?? "", /ContractNote/);
      accepted(await subject().run(`reg delete "${hardware}" -v ContractNote -f`));
      assert.deepEqual((await subject().exportRegistry()).split("\n"), before);
    });

    it("tells a value's type and data apart", async () => {
      const key = new ScratchKey(subject());
      await key.afterAdding(
        ["Same", "REG_SZ", "2"],
        ["Equal", "REG_DWORD", "2"],
        ["Other", "REG_DWORD", "3"],
        ["Wider", "REG_QWORD", "2"],
        ["Bytes", "REG_BINARY", "02000000"],
      );
      const own = (await subject().exportRegistry()).split("\n").filter((line) => line.includes(key.name));
      const seen = own.map((line) => line.replace(/Same|Equal|Other|Wider|Bytes/, ""));
      assert.equal(new Set(seen).size, own.length, own.join("\n"));
      assert.equal(own.length, 6);
    });

    it("sees what SSH wrote by another hand, and SSH sees what another hand wrote", async () => {
      const key = new ScratchKey(subject());
      const theirs = await subject().byAnotherHand(key.addLine("Theirs", "REG_SZ", "a & b"));
      assert.equal(theirs.exitCode, 0, theirs.output);
      assert.deepEqual(await key.values(), [{ name: "Theirs", type: "REG_SZ", data: "a & b" }]);
      await key.add("Ours", "REG_DWORD", "2");
      const { output } = await subject().byAnotherHand(`reg query "${key.path}" -v Ours`);
      assert.deepEqual(printedValues(output), [{ name: "Ours", type: "REG_DWORD", data: "0x2" }]);
    });
  });
}
