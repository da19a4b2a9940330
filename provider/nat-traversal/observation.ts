import type { CommandResult, ShellCommand } from "../hosts/host";
import { bootId } from "../windows/boot-evidence";
import { type Fact, factsLine, numberFact, readFacts, takeApart } from "../windows/fact";
import { type MachineIdentity, machineFacts } from "../windows/identity";
import {
  hasKey,
  type RegistryListing,
  readNumber,
  readText,
  readValue,
  type ValueReading,
} from "../windows/registry-listing";
import { absent, queryKey, type RegistryValue } from "../windows/registry-value";
import { withoutUndefined } from "../without-undefined";
import { type MarkerReading, markerFact } from "./marker";
import { registryKeyFor, registryPathOf, servicePath, valueName } from "./nat-traversal-value";
import type { RegistryKey } from "./setting-state";

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
  /** The current value. */
  readonly value: RegistryValue;
  readonly marker: MarkerReading;
  readonly machine: MachineIdentity;
  readonly bootId?: number;
  /** The record of the newest start of the system, where it was asked for. */
  readonly bootEvent?: number;
  readonly services: ServiceStarts;
  /** What `reportedFacts` found. */
  readonly reported: { readonly [K in keyof typeof reportedFacts]?: number };
  /** A value of the setting's name under the other service key, which this version of Windows does not read. */
  readonly strayValue?: { readonly path: string; readonly value: RegistryValue };
}

/** The answer to `observeLine`: an observation, or the sign that the host must be asked why there is none (`diagnoseLine`). */
export type ObservationReading =
  | { readonly read: true; readonly observation: Observation }
  | { readonly read: false; readonly registryPath: string };

/** A fact that is only reported, with the sentence it gives rise to, if any. */
interface ReportedFact extends Fact<number | undefined> {
  readonly finding: (value: number) => string | undefined;
}

/** Facts that bear on the setting and decide nothing. A row here is all that a new one takes: it is asked for, read, and reported. */
export const reportedFacts = {
  prohibitIpSec: {
    ...numberFact(servicePath("RasMan\\Parameters"), "ProhibitIpSec"),
    finding: (value) =>
      value === 1
        ? "ProhibitIpSec is 1 under RasMan\\Parameters: Windows creates no IPsec policy of its own for L2TP, so this setting has nothing to act on."
        : undefined,
  },
} satisfies Record<string, ReportedFact>;

const keyFacts = {
  PolicyAgent: serviceKey("PolicyAgent"),
  IPSec: serviceKey("IPSec"),
  marker: markerFact,
};

const startFacts = {
  ikeExt: numberFact(servicePath("IKEEXT"), "Start"),
  rasMan: numberFact(servicePath("RasMan"), "Start"),
};

const windowsPath = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

/** This key exists on every Windows and comes last: that it is read shows that nothing was cut off. */
const osVersion: Fact<string | undefined> = {
  query: queryKey(windowsPath),
  read: ({ listing }) => (listing.truncated ? undefined : readOsVersion(listing)),
};

/** The one line that observes a host: one round trip. */
export const observeLine: ShellCommand = factsLine({
  ...keyFacts,
  ...startFacts,
  ...reportedFacts,
  ...machineFacts,
  bootId,
  osVersion,
});

/**
 * Reads the answer to `observeLine`. `registryKey` is the one that the program states, if any; `host` is for messages.
 * Throws UnsupportedOsError where the version does not tell the key.
 */
export function readObservation(
  result: Pick<CommandResult, "output" | "exitCode">,
  request: { readonly host: string; readonly registryKey?: RegistryKey | undefined },
): ObservationReading {
  const answer = takeApart(result);
  const version = osVersion.read(answer);
  if (version === undefined) {
    return { read: false, registryPath: registryPathOf(request.registryKey ?? "PolicyAgent") };
  }
  const registryKey = registryKeyFor(version, request.registryKey, request.host);
  const registryPath = registryPathOf(registryKey);
  const otherKey = registryKey === "PolicyAgent" ? "IPSec" : "PolicyAgent";
  const { marker, ...keys } = readFacts(keyFacts, answer);
  const { value } = keys[registryKey];
  if (value.state === "keyUnread" || value.state === "unclear") return { read: false, registryPath };
  const stray = keys[otherKey].value;
  const observation = withoutUndefined({
    osVersion: version,
    registryKey,
    registryPath,
    value: value.state === "present" ? value.value : absent,
    marker,
    machine: readFacts(machineFacts, answer),
    bootId: bootId.read(answer),
    services: { policyAgent: keys.PolicyAgent.start, ...readFacts(startFacts, answer) },
    reported: readFacts(reportedFacts, answer),
    strayValue:
      stray.state === "present" ? { path: registryPathOf(otherKey), value: stray.value } : undefined,
  });
  return { read: true, observation };
}

/** A service's own key: the setting's value in it, and how the service starts. */
function serviceKey(
  key: RegistryKey,
): Fact<{ readonly value: ValueReading; readonly start: number | undefined }> {
  const path = registryPathOf(key);
  return {
    query: queryKey(path),
    read: ({ listing }) => ({
      value: readValue(listing, path, valueName),
      start: readNumber(listing, path, "Start"),
    }),
  };
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
