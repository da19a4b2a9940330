import type * as NodePowerShell from "node-powershell";

/** The library that runs a PowerShell process, loaded at its first use: programs that never need it do not pay for it. */
export function loadNodePowerShell(): typeof NodePowerShell {
  return require("node-powershell") as typeof NodePowerShell;
}
