import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import type { StoredSetting } from "../../../provider/resources/setting/stored-setting";
import { absent, dword } from "../../../provider/windows/registry-value";

/** Inputs as a program would give them. */
export const inputs: SettingInputs = {
  connection: { transport: "ssh", host: "vpn01", user: "svc", password: "pw", hostKey: "insecureAcceptAny" },
  behindNat: "both",
};

/** The state after a create with those inputs on a host that had nothing. */
export const stored: StoredSetting = {
  ...inputs,
  behindNat: "both",
  host: "vpn01",
  registryPath: "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent",
  registryValue: dword(2),
  previous: absent,
  applied: dword(2),
  changeId: "c1",
  changedAt: "2026-01-01T00:00:00.000Z",
  valueAtBoot: { type: "unknown" },
  bootEvidence: {},
  status: "active",
  statusReason: "",
  osVersion: "10.0.20348",
  machine: { machineGuid: "g", computerName: "VPN01" },
  findings: [],
  warnings: [],
  __stateVersion: 1,
};
