import { nameForeign } from "../sanitize";
import { describeValue } from "../windows/registry-value";
import { machineParts } from "./machine";
import { describeMisplaced } from "./misplaced-value";
import { registryPathOf, valueName } from "./nat-traversal-value";
import { type Observation, reportedFacts, type ServiceStarts } from "./observation";
import { isPlaceholder } from "./placeholder-id";

const disabledStart = 4;

const services: readonly {
  readonly key: keyof ServiceStarts;
  readonly name: string;
  /** Not there before Vista: that it cannot be read says nothing. */
  readonly newer?: boolean;
}[] = [
  { key: "policyAgent", name: "PolicyAgent" },
  { key: "ikeExt", name: "IKEEXT" },
  { key: "rasMan", name: "RasMan" },
  // RasMan depends on the first, IKEEXT and PolicyAgent on the second: none of them starts without.
  { key: "sstpSvc", name: "SstpSvc", newer: true },
  { key: "bfe", name: "BFE", newer: true },
];

/** The names of the services that take part and are disabled, so that the setting cannot have an effect. */
export function disabledServices(starts: ServiceStarts): string[] {
  return services.filter(({ key }) => starts[key] === disabledStart).map(({ name }) => name);
}

/** Facts about the host that bear on the setting, as sentences. They never stop anything. */
export function findingsOf(
  observation: Pick<
    Observation,
    "services" | "reported" | "strayValue" | "misplaced" | "registryKey" | "machine" | "bootId"
  >,
): string[] {
  const findings = disabledServices(observation.services).map(
    (name) => `The ${name} service is disabled (Start is 4): L2TP/IPsec does not work without it.`,
  );
  for (const [name, { finding }] of Object.entries(reportedFacts)) {
    const value = observation.reported[name as keyof typeof reportedFacts];
    const sentence = value === undefined ? undefined : finding(value);
    if (sentence !== undefined) findings.push(sentence);
  }
  if (observation.strayValue !== undefined) {
    const { path, value } = observation.strayValue;
    findings.push(
      `${path} also has ${valueName} (${describeValue(value)}), but this version of Windows reads it under ${observation.registryKey}. It is left alone.`,
    );
  }
  const rightPath = registryPathOf(observation.registryKey);
  findings.push(...(observation.misplaced ?? []).map((each) => describeMisplaced(each, rightPath)));
  const { hardwareId } = observation.machine;
  if (hardwareId !== undefined && isPlaceholder(hardwareId)) {
    findings.push(
      `The hardware ID ${nameForeign(hardwareId)} is one that many machines share: it is not used to recognise this one.`,
    );
  }
  const missing = unreadFacts(observation);
  if (missing.length > 0) {
    findings.push(
      `Could not read: ${missing.join(", ")}. Either this version of Windows does not have it, or this account or its shell has no access to it.`,
    );
  }
  return findings;
}

/** What was asked for and did not come: a fact that is missing must not pass for one that is fine. */
function unreadFacts({
  machine,
  bootId,
  services: starts,
}: Pick<Observation, "machine" | "bootId" | "services">): string[] {
  const expected = services.filter(({ newer }) => newer !== true);
  const facts: [string, string | number | undefined][] = [
    ...machineParts.map(({ key, word }): [string, string | undefined] => [word, machine[key]]),
    ["BootId", bootId],
    ...expected.map(({ key, name }): [string, number | undefined] => [`Start of ${name}`, starts[key]]),
  ];
  return facts.flatMap(([name, fact]) => (fact === undefined ? [name] : []));
}
