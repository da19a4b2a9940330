import type { Fact } from "./fact";

const highIntegrity = 12_288;

/**
 * Whether the account's token is a full administrator's (high or system integrity), by the identifiers of the levels, which no language
 * changes (MS-DTYP 2.4.2.4). Undefined where no level is named, as before Vista.
 */
export const elevation: Fact<boolean | undefined> = {
  query: "whoami /groups",
  read: ({ output }) => {
    const levels = [...output.matchAll(/\bS-1-16-(\d{1,5})\b/g)].map(([, level]) => Number(level));
    return levels.length === 0 ? undefined : levels.some((level) => level >= highIntegrity);
  },
};
