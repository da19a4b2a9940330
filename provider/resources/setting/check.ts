import type { BehindNat } from "../../nat-traversal/setting-state";
import { type CheckFailure, ValidationErrors } from "../../validation/check-failure";
import { checkTimeouts } from "../../validation/check-timeouts";
import {
  checkChoice,
  checkFields,
  checkFlag,
  checkNames,
  checkPresent,
  checkText,
  type Fields,
} from "../../validation/check-values";
import { checkConnection } from "../check-connection";
import { checkOnUnreachable } from "../check-on-unreachable";

/** Every input of a setting; hidden ones (`__rebootFollows`) are accepted beside them. */
export const settingInputNames = [
  "connection",
  "behindNat",
  "onDelete",
  "overwriteForeignChange",
  "acceptMachine",
  "onUnreachable",
  "backup",
  "registryKey",
  "bootMarker",
  "timeouts",
] as const;

/** Everything that a program may declare. */
export const behindNatChoices: readonly BehindNat[] = ["none", "client", "server", "both", 0, 1, 2];

/**
 * Every fault in the form of a setting's inputs. Pure: no host, no file, no clock. Values that are not known yet are
 * skipped at any depth, and old inputs are not judged: after a refresh they say what was found, not what was declared.
 */
export function checkSetting(_olds: unknown, news: Fields): CheckFailure[] {
  const faults = new ValidationErrors();
  checkNames(faults, "", news, settingInputNames);
  checkConnection(faults, news.connection);
  checkPresent(faults, "behindNat", news.behindNat);
  checkChoice(faults, "behindNat", news.behindNat, behindNatChoices);
  checkChoice(faults, "onDelete", news.onDelete, ["restore", "remove", "keep"]);
  for (const name of ["overwriteForeignChange", "acceptMachine", "bootMarker"])
    checkFlag(faults, name, news[name]);
  checkOnUnreachable(faults, news.onUnreachable);
  checkBackup(faults, news.backup);
  checkChoice(faults, "registryKey", news.registryKey, ["PolicyAgent", "IPSec"]);
  checkTimeouts(faults, news.timeouts);
  return faults.failures;
}

function checkBackup(faults: ValidationErrors, value: unknown): void {
  const backup = checkFields(faults, "backup", value);
  if (backup === undefined) return;
  checkNames(faults, "backup", backup, ["hostDirectory"]);
  const path = "backup.hostDirectory";
  checkPresent(faults, path, backup.hostDirectory);
  if (!checkText(faults, path, backup.hostDirectory)) return;
  // A relative folder would depend on where the host's shell happens to start; other characters could end the command.
  if (!/^(?:[A-Za-z]:|\\\\[\w.-]+\\[\w.$-]+)\\[\w .()\\-]*$/.test(backup.hostDirectory)) {
    faults.add(
      path,
      'must be an absolute folder on the host, such as "C:\\Backup", in plain letters, digits, blanks and . ( ) - _',
    );
  }
}
