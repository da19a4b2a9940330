import { isDeclared } from "../../nat-traversal/behind-nat";
import { registryKeyFor, sameEffect, wantedNumber } from "../../nat-traversal/nat-traversal-value";
import { writeOutlook } from "../../nat-traversal/outlook";
import { settingInputNames } from "../../nat-traversal/setting-inputs";
import type { SettingInputs } from "../../nat-traversal/setting-state";
import { changedInputs, sameData } from "../same-inputs";
import { statusLine } from "../status-line";
import { restartTeller } from "./pending-restart";
import {
  declaredIn,
  isUnfinished,
  type StoredSetting,
  storedApplied,
  storedRegistryKey,
} from "./stored-setting";

/** What diff answers: whether an update is due, and what the user should know beyond the lines the engine shows. */
export interface SettingDiff {
  readonly changes: boolean;
  /** At most one line. */
  readonly warnings: readonly string[];
}

/**
 * Compares the state with the new inputs. Pure: no host, no clock. Any difference in any input is a change,
 * so that the outputs, which read and delete work with, never go stale; so is drift, which read puts in
 * place of the declaration. Nothing ever replaces: an address is not a machine.
 */
export function diffSetting(olds: StoredSetting, news: SettingInputs): SettingDiff {
  const changed = changedInputs(settingInputNames, { ...olds }, { ...news });
  const unfinished = isUnfinished(olds);
  const teller = restartTeller(olds, news);
  const foreign = isForeignValueDeclared(olds, news);
  const changes = unfinished || changed.length > 0 || teller !== "same" || foreign;
  if (!changes) return { changes, warnings: news.__rebootFollows === true ? [] : leftToSay(olds) };
  const notes = [
    ...(unfinished ? ["the last run did not finish; the next update continues it"] : []),
    ...writeOutlook(news, olds.registryValue),
    ...(teller === "settingNow"
      ? ["without its Reboot, the setting's own status is read from the host"]
      : []),
    ...(news.__rebootFollows === true ? [] : pendingNote(olds)),
  ];
  return { changes, warnings: notes.length === 0 ? [] : [notes.join("; ")] };
}

function pendingNote({ status, changedAt }: StoredSetting): string[] {
  return status === "rebootPending" ? [`a restart has been pending since the change at ${changedAt}`] : [];
}

/** No call follows where nothing changes, so that only diff can name a host on which the setting is not active. */
function leftToSay(olds: StoredSetting): string[] {
  const line = statusLine(olds);
  if (line === undefined) return [];
  return [olds.status === "rebootPending" ? `${line} Pending since ${olds.changedAt}.` : line];
}

/**
 * Whether an update has to observe the host: where the value is not (or not certainly) the declared one, where the host is reached
 * in another way, where another key is meant, and where a machine is newly accepted. All other options take effect later.
 */
export function needsHost(olds: StoredSetting, news: SettingInputs): boolean {
  return (
    isUnfinished(olds) ||
    restartTeller(olds, news) === "settingNow" ||
    valueMayDiffer(olds, news) ||
    isForeignValueDeclared(olds, news) ||
    !sameData(olds.connection, news.connection) ||
    keyMayDiffer(olds, news) ||
    (news.acceptMachine === true && olds.acceptMachine !== true)
  );
}

function valueMayDiffer(olds: StoredSetting, { behindNat }: SettingInputs): boolean {
  if (!isDeclared(behindNat)) return false;
  const declared = declaredIn(olds);
  return declared === undefined || wantedNumber(declared) !== wantedNumber(behindNat);
}

/** Whether the program has come to declare what somebody else had set: nothing differs but `applied`, for which nothing is restarted. */
function isForeignValueDeclared(olds: StoredSetting, { behindNat }: SettingInputs): boolean {
  const seen = olds.registryValue;
  return isDeclared(behindNat) && seen !== undefined && !sameEffect(storedApplied(olds, seen), seen);
}

function keyMayDiffer(olds: StoredSetting, { registryKey }: SettingInputs): boolean {
  try {
    return registryKeyFor(olds.osVersion, registryKey, olds.host) !== storedRegistryKey(olds);
  } catch {
    // This version of Windows needs the key to be stated: observing the host says so.
    return true;
  }
}
