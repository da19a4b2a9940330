import assert from "node:assert/strict";
import fc from "fast-check";
import { disabledServices } from "../../provider/nat-traversal/findings";
import { isMisspelt } from "../../provider/nat-traversal/misplaced-value";
import { valueName } from "../../provider/nat-traversal/nat-traversal-value";
import { absent, dword } from "../../provider/windows/registry-value";
import { inputsFor, Life } from "../resources/setting/life";
import { checkProperty } from "../support/property";

const services = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

async function findingsWith(
  prepare: (life: Life) => void,
): Promise<{ life: Life; findings: readonly string[] }> {
  const life = new Life();
  prepare(life);
  return { life, findings: (await life.run().create(inputsFor("none"))).outs.findings };
}

describe("a value that is misspelt", () => {
  const misspelt = [
    `${valueName} `,
    ` ${valueName}`,
    `${valueName}s`,
    valueName.slice(0, -1),
    "AssumeUDPEncapsulationContextOnSend",
    "AssumeUDPEncapsulationContentOnSendRule",
    "AssumeUDPEncapsulationContextOnSendRole",
    "UDPEncapsulationContextOnSendRule",
    "AssumeUDPEncapsulation ContextOnSendRule",
    "assumeudpencapsulatoincontextonsendrule",
  ];
  for (const name of misspelt) {
    it(`is found, and left alone: ${JSON.stringify(name)}`, async () => {
      const key = `${services}\\PolicyAgent`;
      const { life, findings } = await findingsWith(({ windows }) =>
        windows.registry.set(key, name, dword(2)),
      );
      assert.equal(findings.length, 1);
      assert.match(
        findings[0] ?? "",
        /PolicyAgent has a value named ".*", which Windows does not read: the name is/,
      );
      assert.deepEqual(life.windows.registry.get(key, name), dword(2));
      assert.deepEqual(life.windows.setting, absent);
    });
  }

  it("is not one that differs only in letter case, nor any other value of these keys", () => {
    const others = ["Start", "Type", "DependOnService", "ObjectName", "AssumeUDPEncapsulationMarker", ""];
    for (const name of [valueName, valueName.toUpperCase(), ...others])
      assert.equal(isMisspelt(name), false, name);
  });

  it("is one with blanks around it, however many, and up to nine wrong letters, but no more", () => {
    const [wrong, more] = ["#########", "##########"].map(
      (letters) => letters + valueName.slice(letters.length),
    );
    for (const name of [`${" ".repeat(20)}${valueName}`, wrong, `${valueName}#########`, valueName.slice(9)])
      assert.equal(isMisspelt(name ?? ""), true, name);
    const reversed = [...valueName].reverse().join("");
    for (const name of [more, `${valueName}##########`, valueName.slice(10), reversed])
      assert.equal(isMisspelt(name ?? ""), false, name);
  });

  it("is any name from which up to three letters are missing or to which some are added", () => {
    const at = fc.nat(valueName.length - 1);
    const edit = fc.record({ at, letter: fc.constantFrom(undefined, " ", "x", "7") });
    checkProperty(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (changes) => {
        const letters = [...valueName];
        for (const change of changes)
          letters[change.at] = change.letter === undefined ? "" : `${change.letter}${letters[change.at]}`;
        const name = letters.join("");
        // What one change takes away another may put back.
        return isMisspelt(name) === (name.toLowerCase() !== valueName.toLowerCase());
      }),
    );
  });
});

describe("a value under a key where Windows does not look for it", () => {
  for (const key of [
    "PolicyAgent\\Parameters",
    "IKEEXT",
    "IKEEXT\\Parameters",
    "RasMan\\Parameters",
    "Tcpip",
    "Tcpip\\Parameters",
  ]) {
    it(`is found, and left alone: ${key}`, async () => {
      const path = `${services}\\${key}`;
      const value = { type: "REG_SZ", data: "2" } as const;
      const { life, findings } = await findingsWith(({ windows }) => {
        windows.registry.createKey(path);
        windows.registry.set(path, valueName, value);
      });
      assert.equal(findings.length, 1);
      assert.ok(
        findings[0]?.startsWith(
          `${path} has ${valueName} (REG_SZ "2"), which Windows does not read there, but under`,
        ),
      );
      assert.deepEqual(life.windows.registry.get(path, valueName), value);
    });
  }
});

describe("a service that the setting needs", () => {
  for (const name of ["PolicyAgent", "IKEEXT", "RasMan", "SstpSvc", "BFE"]) {
    it(`makes the setting have no effect where it is disabled: ${name}`, async () => {
      const life = new Life();
      const path = `${services}\\${name}`;
      if (["SstpSvc", "BFE"].includes(name)) life.windows.registry.createKey(path);
      life.windows.registry.set(path, "Start", dword(4));
      const { outs } = await life.run().create(inputsFor("both"));
      assert.equal(outs.status, "noEffect");
      assert.match(outs.statusReason, new RegExp(`${name} service is disabled`));
      assert.ok(
        outs.findings.some((each) => each.startsWith(`The ${name} service is disabled (Start is 4)`)),
      );
    });
  }

  it("is not missed on a Windows that does not have it", () => {
    assert.deepEqual(disabledServices({ sstpSvc: 4, bfe: 4 }), ["SstpSvc", "BFE"]);
    assert.deepEqual(disabledServices({ sstpSvc: 3, bfe: 2 }), []);
  });
});
