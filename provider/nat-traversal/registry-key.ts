import { UnsupportedOsError } from "../errors";
import type { RegistryKey } from "./setting-state";

const servicesPath = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

/** The key of all services; every account may list it. */
export const allServicesPath = servicesPath;

/** The path of the service key that holds the setting. */
export function registryPathOf(key: RegistryKey): string {
  return `${servicesPath}\\${key}`;
}

/** The path of a Windows service's own key. */
export function servicePath(service: string): string {
  return `${servicesPath}\\${service}`;
}

/**
 * The key that this Windows reads: `IPSec` on XP (5.1), `PolicyAgent` from Vista (6.0) on (KB 926179, KB 947234), unless the user
 * states one. `osVersion` is "6.1.7601" and the like. Throws UnsupportedOsError for 5.2, of which no source tells, and for older ones.
 */
export function registryKeyFor(
  osVersion: string,
  stated: RegistryKey | undefined,
  host: string,
): RegistryKey {
  if (stated !== undefined) return stated;
  const [major = 0, minor = 0] = osVersion.split(".").map(Number);
  if (major >= 6) return "PolicyAgent";
  if (major === 5 && minor === 1) return "IPSec";
  throw new UnsupportedOsError({
    operation: "tell which registry key this Windows reads",
    host,
    problem: `it is Windows ${osVersion}, and no source says which of the two service keys it uses`,
    hint: 'State registryKey: "PolicyAgent" or "IPSec" if you know it.',
  });
}
