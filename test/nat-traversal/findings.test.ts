import assert from "node:assert/strict";
import { disabledServices, findingsOf } from "../../provider/nat-traversal/findings";
import { fromWords } from "../support/value-words";

describe("the findings", () => {
  const nothing = {
    services: { policyAgent: 2, ikeExt: 3, rasMan: 2 },
    registryKey: "PolicyAgent",
    machine: { machineGuid: "g", computerName: "VPN01", hardwareId: "{h}" },
    bootId: 7,
    reported: {},
  } as const;

  it("finds nothing on a host that is as it should be", () => {
    assert.deepEqual(findingsOf(nothing), []);
    assert.deepEqual(findingsOf({ ...nothing, reported: { prohibitIpSec: 0 } }), []);
    assert.deepEqual(disabledServices({}), []);
  });

  it("names every fact that could not be read", () => {
    const seen = findingsOf({ ...nothing, machine: { computerName: "VPN01" }, services: { ikeExt: 3 } });
    assert.deepEqual(seen.length, 1);
    assert.match(
      seen[0] ?? "",
      /^Could not read: MachineGuid, hardware ID, Start of PolicyAgent, Start of RasMan\. /,
    );
    const { bootId: _, ...withoutBootId } = nothing;
    assert.match(findingsOf(withoutBootId)[0] ?? "", /^Could not read: BootId\. /);
  });

  it("names every disabled service, ProhibitIpSec and a value under the wrong key", () => {
    assert.deepEqual(disabledServices({ policyAgent: 4, ikeExt: 4, rasMan: 4 }), [
      "PolicyAgent",
      "IKEEXT",
      "RasMan",
    ]);
    assert.deepEqual(disabledServices({ policyAgent: 3, ikeExt: 4 }), ["IKEEXT"]);
    const findings = findingsOf({
      ...nothing,
      services: { policyAgent: 3, ikeExt: 3, rasMan: 4 },
      reported: { prohibitIpSec: 1 },
      strayValue: {
        path: "HKLM\\SYSTEM\\CurrentControlSet\\Services\\IPSec",
        value: fromWords("REG_DWORD 2"),
      },
    });
    assert.equal(findings.length, 3);
    assert.match(findings[0] ?? "", /RasMan service is disabled \(Start is 4\)/);
    assert.match(findings[1] ?? "", /ProhibitIpSec is 1/);
    assert.match(
      findings[2] ?? "",
      /Services\\IPSec also has .*\(REG_DWORD 2\), .* under PolicyAgent\. It is left alone/,
    );
  });
});
