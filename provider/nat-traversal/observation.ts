import { bootId } from "../windows/boot-evidence";
import {
  askFacts,
  type Fact,
  type FactValues,
  further,
  numberFact,
  type Question,
  together,
  valueFact,
} from "../windows/fact";
import { type MachineIdentity, machineFacts } from "../windows/identity";
import { readNamedValue, type ValueReading } from "../windows/registry-answer";
import { queryValue, type RegistryValue } from "../windows/registry-value";
import { withoutUndefined } from "../without-undefined";
import { type MarkerReading, markerFact } from "./marker";
import { type MisplacedValue, misspeltValues, valuesUnderWrongKeys } from "./misplaced-value";
import { registryKeyFor, registryPathOf, servicePath, valueName } from "./nat-traversal-value";
import type { RegistryKey } from "./setting-state";

/** The `Start` values of the services that take part, as far as they could be read: 2 automatic, 3 on demand, 4 disabled. */
export interface ServiceStarts {
  readonly policyAgent?: number;
  readonly ikeExt?: number;
  readonly rasMan?: number;
  readonly sstpSvc?: number;
  readonly bfe?: number;
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
  /** Values of nearly that name, or under further keys. */
  readonly misplaced?: readonly MisplacedValue[];
}

/** The answer to `askForObservation`: an observation, or the sign that the host must be asked why there is none (`askForDiagnosis`). */
export type ObservationReading =
  | { readonly read: true; readonly observation: Observation }
  | { readonly read: false; readonly registryPath: string; readonly came: string };

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

const windowsPath = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

const versionNames = [
  "CurrentMajorVersionNumber",
  "CurrentMinorVersionNumber",
  "CurrentVersion",
  "CurrentBuildNumber",
];

/** The text CurrentVersion stopped at 6.3; from Windows 10 on the two numbers are right. */
const osVersion: Fact<string | undefined> = {
  query: versionNames.map((name) => queryValue(windowsPath, name)),
  read: (answers) => {
    const texts = versionNames.map((name, at) => {
      const answer = answers[at];
      if (answer?.succeeded !== true) return "";
      // Not to be taken for a number that this Windows does not have.
      return readNamedValue(answer, windowsPath, name)?.data ?? "unread";
    });
    const [major = "", minor = "", version = "", build = ""] = texts;
    const whole = `${major === "" ? version : `${major}.${minor === "" ? 0 : minor}`}.${build}`;
    return /^\d{1,5}\.\d{1,5}\.\d{1,7}$/.test(whole) && !texts.includes("unread") ? whole : undefined;
  },
};

/** Each value is asked for by its name: other values of a key may hold text that imitates it. */
const facts = {
  PolicyAgent: serviceKey("PolicyAgent"),
  IPSec: serviceKey("IPSec"),
  marker: markerFact,
  services: together({
    policyAgent: numberFact(servicePath("PolicyAgent"), "Start"),
    ikeExt: numberFact(servicePath("IKEEXT"), "Start"),
    rasMan: numberFact(servicePath("RasMan"), "Start"),
    sstpSvc: numberFact(servicePath("SstpSvc"), "Start"),
    bfe: numberFact(servicePath("BFE"), "Start"),
  }),
  reported: together(reportedFacts),
  misplaced: valuesUnderWrongKeys,
  machine: together(machineFacts),
  bootId,
  osVersion,
};

/** The setting's value in a service key, and what is nearly of its name there; both from the same answers. */
function serviceKey(key: RegistryKey) {
  const path = registryPathOf(key);
  const { query, read } = valueFact(path, valueName);
  const misspelt = misspeltValues(path);
  const fact: Fact<{ readonly reading: ValueReading; readonly misspelt: readonly MisplacedValue[] }> = {
    query,
    read: (answers) => ({ reading: read(answers), misspelt: misspelt.read(answers.slice(1)) }),
  };
  return fact;
}

/** What is observed, and for whom. */
export interface ObservationRequest {
  /** For messages. */
  readonly host: string;
  /** The one that the program states, if any. */
  readonly registryKey?: RegistryKey | undefined;
}

/** Observes a host: one line and one round trip. Its reader throws UnsupportedOsError where the version does not tell the key. */
export function askForObservation(request: ObservationRequest, nonce?: string): Question<ObservationReading> {
  return further(askFacts(facts, { nonce }), (reading) => {
    if (reading.state === "read") return observationOf(reading.values, request);
    const registryPath = registryPathOf(request.registryKey ?? "PolicyAgent");
    return { read: false, registryPath, came: reading.came };
  });
}

function observationOf(
  values: FactValues<typeof facts>,
  { host, registryKey: stated }: ObservationRequest,
): ObservationReading {
  const { osVersion, marker } = values;
  if (osVersion === undefined) {
    const came = `reg.exe did not tell the version of Windows under ${windowsPath}`;
    return { read: false, registryPath: registryPathOf(stated ?? "PolicyAgent"), came };
  }
  const registryKey = registryKeyFor(osVersion, stated, host);
  const registryPath = registryPathOf(registryKey);
  const { reading: value, misspelt } = values[registryKey];
  const misplaced = [...misspelt, ...values.misplaced];
  if (value.state === "keyUnread") {
    return { read: false, registryPath, came: `reg.exe could not read ${registryPath}` };
  }
  if (value.state === "unread") return { read: false, registryPath, came: value.came };
  if (marker.state === "unread") return { read: false, registryPath, came: marker.came };
  const { machine, bootId: boot, services, reported } = values;
  const observation = withoutUndefined({
    osVersion,
    registryKey,
    registryPath,
    value: value.value,
    marker,
    machine,
    bootId: boot,
    services,
    reported,
    strayValue: strayValueOf(values, registryKey),
    misplaced: misplaced.length === 0 ? undefined : misplaced,
  });
  return { read: true, observation };
}

function strayValueOf(values: FactValues<typeof facts>, registryKey: RegistryKey): Observation["strayValue"] {
  const otherKey = registryKey === "PolicyAgent" ? "IPSec" : "PolicyAgent";
  const stray = values[otherKey].reading;
  return stray.state === "known" && stray.value.type !== "absent"
    ? { path: registryPathOf(otherKey), value: stray.value }
    : undefined;
}
