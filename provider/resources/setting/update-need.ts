import { wantedNumber } from "../../nat-traversal/nat-traversal-value";
import { registryKeyFor } from "../../nat-traversal/registry-key";
import type { SettingInputs } from "../../nat-traversal/setting-state";
import { sameData } from "../same-inputs";
import { declaredIn, isUnfinished, type StoredSetting, storedRegistryKey } from "./stored-setting";

/**
 * Whether an update has to look at the host: where the value is not (or not certainly) the declared one, where the host is reached
 * in another way, where another key is meant, and where a machine is newly accepted. All other options take effect later.
 */
export function needsHost(olds: StoredSetting, news: SettingInputs): boolean {
  const declared = declaredIn(olds);
  return (
    isUnfinished(olds) ||
    declared === undefined ||
    wantedNumber(declared) !== wantedNumber(news.behindNat) ||
    !sameData(olds.connection, news.connection) ||
    keyMayDiffer(olds, news) ||
    (news.acceptMachine === true && olds.acceptMachine !== true)
  );
}

function keyMayDiffer(olds: StoredSetting, { registryKey }: SettingInputs): boolean {
  try {
    return registryKeyFor(olds.osVersion, registryKey, olds.host) !== storedRegistryKey(olds);
  } catch {
    // This version of Windows needs the key to be stated: the look at the host says so.
    return true;
  }
}
