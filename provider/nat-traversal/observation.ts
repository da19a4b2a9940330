import { bootIdCommand, bootIdIn } from "../windows/boot-evidence";
import type { MachineIdentity } from "../windows/identity";
import { queryKey, queryValue } from "../windows/registry";
import {
  hasKey,
  parseRegistry,
  type RegistryListing,
  readNumber,
  readText,
  readValue,
} from "../windows/registry-listing";
import type { RegistryValue } from "../windows/registry-value";
import { decodeMarker, type MarkerReading, markerKey, markerName } from "./marker";
import { registryKeyFor, registryPathOf, servicePath, valueName } from "./nat-traversal-value";
import type { BootEvidence, RegistryKey } from "./setting-state";

/** The `Start` values of the services that take part, as far as they could be read: 2 automatic, 3 on demand, 4 disabled. */
export interface ServiceStarts {
  readonly policyAgent?: number;
  readonly ikeExt?: number;
  readonly rasMan?: number;
}

/** Everything the setting's own decisions need to know of a host. */
export interface Observation {
  /** "10.0.20348" and the like. */
  readonly osVersion: string;
  readonly registryKey: RegistryKey;
  /** Full path of that service key. */
  readonly registryPath: string;
  /** What is there now. */
  readonly value: RegistryValue;
  readonly marker: MarkerReading;
  readonly machine: MachineIdentity;
  /** What can be compared with a later visit, to tell whether there was a restart between. */
  readonly bootEvidence: BootEvidence;
  readonly services: ServiceStarts;
  /** `RasMan\Parameters` ProhibitIpSec. */
  readonly prohibitIpSec?: number;
  /** A value of the setting's name under the other service key, where this Windows does not look. */
  readonly strayValue?: { readonly path: string; readonly value: RegistryValue };
}

/** The answer to `observeCommands`: an observation, or the sign that the host must be asked why there is none (`diagnoseCommands`). */
export type ObservationReading =
  | { readonly read: true; readonly observation: Observation }
  | { readonly read: false; readonly registryPath: string };

const windowsPath = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
const cryptographyPath = "HKLM\\SOFTWARE\\Microsoft\\Cryptography";
const computerNamePath = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName";
const hardwarePath = "HKLM\\SYSTEM\\HardwareConfig";

/** The commands of one look at a host, for one line and one round trip. Their order matters: the last one shows that nothing was cut off. */
export function observeCommands(): string[] {
  return [
    queryKey(registryPathOf("PolicyAgent")),
    queryKey(registryPathOf("IPSec")),
    queryKey(markerKey),
    queryValue(servicePath("IKEEXT"), "Start"),
    queryValue(servicePath("RasMan"), "Start"),
    queryValue(servicePath("RasMan\\Parameters"), "ProhibitIpSec"),
    queryValue(cryptographyPath, "MachineGuid"),
    queryValue(computerNamePath, "ComputerName"),
    queryValue(hardwarePath, "LastConfig"),
    bootIdCommand(),
    queryKey(windowsPath),
  ];
}

/**
 * Reads the output of `observeCommands`. `registryKey` is the one the user stated, if any; `host` is for messages.
 * Throws UnsupportedOsError where the version does not tell the key.
 */
export function readObservation(
  output: string,
  request: { readonly host: string; readonly registryKey?: RegistryKey | undefined },
): ObservationReading {
  const listing = parseRegistry(output);
  const osVersion = readOsVersion(listing);
  if (osVersion === undefined || listing.truncated) {
    return { read: false, registryPath: registryPathOf(request.registryKey ?? "PolicyAgent") };
  }
  const registryKey = registryKeyFor(osVersion, request.registryKey, request.host);
  const registryPath = registryPathOf(registryKey);
  const value = readValue(listing, registryPath, valueName);
  if (value.state === "keyUnread" || value.state === "unclear") return { read: false, registryPath };
  const prohibitIpSec = readNumber(listing, servicePath("RasMan\\Parameters"), "ProhibitIpSec");
  const strayPath = registryPathOf(registryKey === "PolicyAgent" ? "IPSec" : "PolicyAgent");
  const stray = readValue(listing, strayPath, valueName);
  return {
    read: true,
    observation: {
      osVersion,
      registryKey,
      registryPath,
      value: value.state === "present" ? value.value : { type: "absent" },
      marker: readMarker(listing),
      machine: readMachine(listing),
      bootEvidence: kept({ bootId: bootIdIn(listing) }),
      services: kept({
        policyAgent: readNumber(listing, servicePath("PolicyAgent"), "Start"),
        ikeExt: readNumber(listing, servicePath("IKEEXT"), "Start"),
        rasMan: readNumber(listing, servicePath("RasMan"), "Start"),
      }),
      ...(prohibitIpSec === undefined ? {} : { prohibitIpSec }),
      ...(stray.state === "present" ? { strayValue: { path: strayPath, value: stray.value } } : {}),
    },
  };
}

/** What a listing that holds `queryKey(markerKey)` says about the marker. */
export function readMarker(listing: RegistryListing): MarkerReading {
  const reading = readValue(listing, markerKey, markerName);
  if (reading.state === "keyUnread") return { state: "noPlace" };
  if (reading.state === "absent") return { state: "gone" };
  if (reading.state !== "present" || reading.value.type !== "REG_SZ") return { state: "unreadable" };
  return decodeMarker("data" in reading.value ? reading.value.data : "");
}

function readOsVersion(listing: RegistryListing): string | undefined {
  if (!hasKey(listing, windowsPath)) return undefined;
  const build = readText(listing, windowsPath, "CurrentBuildNumber");
  const major = readNumber(listing, windowsPath, "CurrentMajorVersionNumber");
  const minor = readNumber(listing, windowsPath, "CurrentMinorVersionNumber");
  // The text stopped at 6.3; from Windows 10 on the two numbers are right.
  const version =
    major === undefined ? readText(listing, windowsPath, "CurrentVersion") : `${major}.${minor ?? 0}`;
  if (version === undefined || build === undefined) return undefined;
  return /^\d+\.\d+$/.test(version) && /^\d+$/.test(build) ? `${version}.${build}` : undefined;
}

function readMachine(listing: RegistryListing): MachineIdentity {
  return kept({
    machineGuid: readText(listing, cryptographyPath, "MachineGuid"),
    computerName: readText(listing, computerNamePath, "ComputerName"),
    hardwareId: readText(listing, hardwarePath, "LastConfig"),
  });
}

/** The object without its undefined members: state must not hold any. */
function kept<T extends object>(members: { [K in keyof T]: T[K] | undefined }): { [K in keyof T]?: T[K] } {
  const entries = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: T[K] };
}
