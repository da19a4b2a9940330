import type { RebootArgs } from "../../sdk";

export const connection = {
  transport: "ssh",
  host: "vpn01",
  user: "admin",
  password: "pw",
  hostKey: "SHA256:abc",
} as const;

/** What a setting tells its Reboot. */
export const settingFacts = {
  registryPath: "HKLM\\KEY",
  applied: { type: "REG_DWORD", data: "2" },
  previous: { type: "absent" },
  valueAtBoot: { type: "unknown" },
  machine: { computerName: "VPN01" },
  bootEvidence: {},
} as const;

/** A Reboot of that setting. */
export const rebootArgs: RebootArgs = {
  connection,
  triggers: { change: "c1" },
  setting: { id: "0123456789abcdef", ...settingFacts },
};
