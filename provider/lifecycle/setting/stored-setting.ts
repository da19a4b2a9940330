import type { RegistryKey, SettingInputs, SettingOutputs } from "../../setting/setting-state";
import { settingInputNames } from "./check";

/**
 * The outputs in state, as create and update returned them or as read found them. After a refresh `behindNat` is the word for what
 * was there, which need not be a declaration; without `registryValue` the last create or update was cut before it could look.
 */
export type StoredSetting = Omit<SettingOutputs, "registryValue" | "behindNat"> &
  Partial<Pick<SettingOutputs, "registryValue">> & { readonly behindNat: string | number };

/** Whether the last create or update wrote, or may have written, and could not look at the result. */
export function isUnfinished(stored: StoredSetting): boolean {
  return stored.registryValue === undefined;
}

/** The service key that the stored setting lives under. */
export function storedRegistryKey(stored: StoredSetting): RegistryKey {
  return stored.registryPath.endsWith("\\IPSec") ? "IPSec" : "PolicyAgent";
}

/** Only the inputs among the fields, hidden ones included, so that nothing that was computed goes back as an input. */
export function inputsOf(fields: SettingInputs): SettingInputs {
  const names = new Set<string>([...settingInputNames, "__urn", "__provider"]);
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => names.has(name) && value !== undefined),
  ) as unknown as SettingInputs;
}
