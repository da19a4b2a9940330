import { connectionSchema } from "../hosts/connect";
import { hostEntries } from "../nat-traversal/setting-inputs";
import type { BootEvidence, ValueAtBoot } from "../nat-traversal/setting-state";
import { anyObject, namesOf, object, optional } from "../validation/schema";
import { text } from "../validation/values";
import type { MachineIdentity } from "../windows/identity";
import type { RegistryValue } from "../windows/registry-value";
import { laterEntries, restartEntries, restartRules } from "./restart-options";

/** What asks for a restart. */
export const triggerEntries = {
  /** The `changeId` of the setting: a restart is considered whenever it is a new one. */
  change: text(),
};

/** What a reboot is told of its setting; only what nothing can be done without is looked at. */
export const settingFactEntries = {
  /** Pulumi's id of the setting. */
  id: text(),
  /** Full path of the registry key. */
  registryPath: text(),
  /** What was written, or adopted, last. */
  applied: anyObject<RegistryValue>(),
  /**
   * What was there when the setting was last written or refreshed.
   * @default what was applied
   */
  registryValue: optional(anyObject<RegistryValue>()),
  /** What was there before the first write. */
  previous: anyObject<RegistryValue>(),
  /** What the last restart found, as far as known. */
  valueAtBoot: anyObject<ValueAtBoot>(),
  /** Which machine it is. */
  machine: anyObject<MachineIdentity>(),
  /** Facts that differ from one boot to the next. */
  bootEvidence: anyObject<BootEvidence>(),
};

/** The inputs of a reboot. */
export const rebootEntries = {
  connection: connectionSchema,
  triggers: object(triggerEntries),
  setting: object(settingFactEntries),
  ...restartEntries,
  ...hostEntries,
};

/** Every input of a reboot; hidden ones (`__urn`, `__provider`) are accepted beside them. */
export const rebootInputNames = namesOf(rebootEntries);

/** What the inputs of a reboot must look like. */
export const rebootSchema = object({ ...rebootEntries, ...laterEntries }, ...restartRules);
