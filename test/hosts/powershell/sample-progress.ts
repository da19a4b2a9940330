import type { PowerShellProgress } from "../../../provider/hosts/powershell/failure";

/** Opening a session on another computer. */
export const remote: PowerShellProgress = {
  host: "vpn01",
  executable: "powershell.exe",
  where: "port 5985",
  phase: "authentication",
  onWindows: true,
};

/** Starting on the machine that runs Pulumi. */
export const local: PowerShellProgress = {
  ...remote,
  host: "localhost",
  where: undefined,
  phase: "opening a shell",
};
