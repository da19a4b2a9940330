import type { Observation } from "../../provider/nat-traversal/observation";
import { absent } from "../../provider/windows/registry-value";

/** What is seen of a plain host without the value and without a marker, with the given differences. */
export function observationOf(differences: Partial<Observation> = {}): Observation {
  return {
    osVersion: "10.0.20348",
    registryKey: "PolicyAgent",
    registryPath: "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent",
    value: absent,
    marker: { state: "absent" },
    machine: { machineGuid: "G-1", computerName: "VPN01" },
    reported: {},
    services: { policyAgent: 2, ikeExt: 2, rasMan: 2 },
    ...differences,
  };
}
