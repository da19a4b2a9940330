import { absent, describeValue, dword, type RegistryValue } from "../windows/registry-value";
import { isDeclared } from "./behind-nat";
import { isSatisfiedBy, wantedNumber } from "./nat-traversal-value";
import type { SettingInputs } from "./setting-state";

/** What the next run will write, as far as can be said without asking the host; `seen` is what was there last. */
export function writeOutlook(
  { behindNat }: Pick<SettingInputs, "behindNat">,
  seen?: RegistryValue,
): string[] {
  if (!isDeclared(behindNat)) return [];
  if (seen !== undefined && isSatisfiedBy(seen, behindNat)) return [];
  const value = describeValue(dword(wantedNumber(behindNat)));
  const unless = isSatisfiedBy(absent, behindNat) ? "it is already set or absent" : "it is already set";
  const was = seen === undefined ? "" : ` (last seen: ${describeValue(seen)})`;
  return [`${value} will be written unless ${unless}${was}`];
}

/** What the create of a setting will do; undefined where that depends on what is not known yet. Pure: no host is asked. */
export function settingOutlook(news: {
  readonly behindNat: SettingInputs["behindNat"];
  readonly __rebootFollows?: boolean | undefined;
}): string | undefined {
  const [write] = writeOutlook(news);
  if (write === undefined || news.__rebootFollows === true) return write;
  return `${write}; takes effect after the next restart`;
}
