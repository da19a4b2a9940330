import assert from "node:assert/strict";
import type { Subject, SubjectOf } from "./subject";
import { accepted, hardware, printedValues } from "./words";

/** What tells a machine, and what it runs: where it stands and in which form. */
export function describeIdentity(subject: SubjectOf): void {
  describe("identity", () => {
    it("has a MachineGuid in text form", async () => {
      const guid = await only(subject(), String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`, "MachineGuid");
      assert.match(guid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
    });

    it("has an active computer name", async () => {
      const key = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName`;
      assert.match(await only(subject(), key, "ComputerName"), /^[A-Z0-9-]{1,15}$/i);
    });

    it("has a hardware identity in braces", async () => {
      const id = await only(subject(), String.raw`HKLM\SYSTEM\HardwareConfig`, "LastConfig");
      assert.match(id, /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i);
    });

    it("has a version of two numbers and a build of one", async () => {
      const key = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
      assert.match(await only(subject(), key, "CurrentVersion"), /^\d+\.\d+$/);
      assert.match(await only(subject(), key, "CurrentBuildNumber"), /^\d{4,5}$/);
    });

    it("has a hardware description with values of its own", async () => {
      const { output } = accepted(await subject().run(`reg query "${hardware}" -v Identifier`));
      assert.equal(printedValues(output)[0]?.type, "REG_SZ");
    });
  });
}

/** The data of a REG_SZ. */
async function only(subject: Subject, key: string, name: string): Promise<string> {
  const { output } = accepted(await subject.run(`reg query "${key}" -v ${name}`));
  const [value] = printedValues(output);
  assert.equal(value?.type, "REG_SZ");
  return value.data;
}
