import { UnsupportedOsError } from "../errors";
import { describeValue, type RegistryValue } from "../windows/registry-value";
import type { BehindNat, RegistryKey } from "./setting-state";

/** The value that decides whether Windows builds IPsec security associations across NAT (KB 926179). */
export const valueName = "AssumeUDPEncapsulationContextOnSendRule";

/** What the value can mean to Windows: 0 only to public servers, 1 to servers behind NAT, 2 both ends behind NAT. */
export type NatTraversalNumber = 0 | 1 | 2;

const numbers: ReadonlyMap<unknown, NatTraversalNumber> = new Map([
  ["none", 0],
  ["client", 0],
  ["server", 1],
  ["both", 2],
]);

/** The number that the declaration means; 0 for anything that declares none, such as the word that a refresh wrote for foreign data. */
export function wantedNumber(behindNat: BehindNat): NatTraversalNumber {
  return typeof behindNat === "number" ? behindNat : (numbers.get(behindNat) ?? 0);
}

/** Whether a value is as declared, so that nothing need be written; an absent value means 0 to Windows. */
export function isSatisfiedBy(value: RegistryValue, behindNat: BehindNat): boolean {
  const wanted = wantedNumber(behindNat);
  if (value.type === "absent") return wanted === 0;
  return value.type === "REG_DWORD" && value.data === String(wanted);
}

/** What Windows makes of the value: 1 and 2 only from a REG_DWORD of that number, 0 from anything else and from nothing. */
export function effectiveNumber(value: RegistryValue): NatTraversalNumber {
  if (value.type !== "REG_DWORD") return 0;
  return value.data === "1" ? 1 : value.data === "2" ? 2 : 0;
}

/** Whether Windows makes the same of both. */
export function sameEffect(one: RegistryValue, other: RegistryValue): boolean {
  return effectiveNumber(one) === effectiveNumber(other);
}

/** The word for a value: "none", "server" or "both" for the numbers that have one, else `absent`, `REG_SZ "2"`, `REG_DWORD 7`. */
export function wordFor(value: RegistryValue): string {
  const data = value.type === "REG_DWORD" ? value.data : "";
  return { 0: "none", 1: "server", 2: "both" }[data] ?? describeValue(value);
}

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
    operation: "determine which registry key this Windows reads",
    host,
    problem: `it is Windows ${osVersion}, and no source says which of the two service keys it reads`,
    hint: 'Set registryKey to "PolicyAgent" or "IPSec" if you know which one it reads.',
  });
}
