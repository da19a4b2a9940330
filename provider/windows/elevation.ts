/** Asks for the groups of the account's token, which name its integrity level (Vista and later). */
export function tokenGroupsCommand(): string {
  return "whoami /groups";
}

/**
 * Whether the token is a full administrator's (high or system integrity), by the levels' identifiers, which no language changes
 * (MS-DTYP 2.4.2.4). Undefined where no level is named, as before Vista.
 */
export function readElevation(output: string): boolean | undefined {
  const levels = [...output.matchAll(/\bS-1-16-(\d{1,5})\b/g)].map(([, level]) => Number(level));
  return levels.length === 0 ? undefined : levels.some((level) => level >= highIntegrity);
}

const highIntegrity = 12_288;
