import { isDeclared } from "../../nat-traversal/behind-nat";
import type { Observation } from "../../nat-traversal/observation";
import { lastApplied } from "../../nat-traversal/original-value";
import { settingInputNames } from "../../nat-traversal/setting-inputs";
import type {
  BehindNat,
  RegistryKey,
  SettingInputs,
  SettingOutputs,
} from "../../nat-traversal/setting-state";
import type { LastVisit } from "../../nat-traversal/value-at-boot";
import { type RegistryValue, sameValue } from "../../windows/registry-value";
import { onlyNamed } from "../same-inputs";

/**
 * The outputs in state, as create and update returned them or as read found them. After a refresh `behindNat` is the word for what
 * was found, which need not be a declaration; without `registryValue` the last create or update was interrupted before it could read back.
 */
export type StoredSetting = Omit<SettingOutputs, "registryValue" | "behindNat"> &
  SuccessionTrace &
  Partial<Pick<SettingOutputs, "registryValue">> & {
    readonly behindNat: string | number;
    /** What was applied before an interrupted write: the current value may be either. */
    readonly __appliedBefore?: RegistryValue;
  };

/** What state keeps where another setting's marker is left on the host although this one applied its value later. */
export interface SuccessionTrace {
  /** The id in that marker. */
  readonly __appliedAfter?: string;
}

/** Whether the last create or update wrote, or may have written, and could not read the result back. */
export function isUnfinished(stored: StoredSetting): boolean {
  return stored.registryValue === undefined;
}

/**
 * What is known of the last visit: the state, and what the host shows of a write that was interrupted, or whose run was killed before
 * the state was saved.
 */
export function lastVisitOf(id: string, stored: StoredSetting, seen: Observation): LastVisit {
  const { previous, valueAtBoot, bootEvidence, machine } = stored;
  const { value: live, marker } = seen;
  const applied = lastApplied(storedApplied(stored, live), { id, live, marker });
  return { applied, previous, valueAtBoot, bootEvidence, machine };
}

/** What the state says was applied last; `live` tells which of two values an interrupted write has left. */
export function storedApplied(
  { applied, __appliedBefore }: StoredSetting,
  live: RegistryValue,
): RegistryValue {
  return __appliedBefore !== undefined && sameValue(live, __appliedBefore) ? __appliedBefore : applied;
}

/** The stored word if it is one that a program can declare; undefined if a refresh put another in its place. */
export function declaredIn({ behindNat }: Pick<StoredSetting, "behindNat">): BehindNat | undefined {
  return isDeclared(behindNat) ? behindNat : undefined;
}

/** The service key that the stored setting lives under. */
export function storedRegistryKey(stored: Pick<StoredSetting, "registryPath">): RegistryKey {
  return stored.registryPath.toLowerCase().endsWith("\\ipsec") ? "IPSec" : "PolicyAgent";
}

/** Only the inputs among the fields, hidden ones included, so that nothing that was computed goes back as an input. */
export function inputsOf<T extends { readonly behindNat: string | number }>(
  fields: T,
): Omit<SettingInputs, "behindNat"> & Pick<T, "behindNat"> {
  const kept: unknown = onlyNamed([...settingInputNames, "__rebootFollows"], fields);
  return kept as Omit<SettingInputs, "behindNat"> & Pick<T, "behindNat">;
}
