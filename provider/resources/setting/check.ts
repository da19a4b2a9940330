import { isDeclared } from "../../nat-traversal/behind-nat";
import { settingSchema } from "../../nat-traversal/setting-inputs";
import { type CheckFailure, faultsOf } from "../../validation/check-failure";
import { type Fields, isFields } from "../../validation/schema";

/**
 * Every fault in the form of a setting's inputs. Pure: no host, no file, no clock. Values that are not known yet are
 * skipped at any depth, and old inputs are not judged: after a refresh they say what was found, not what was declared.
 */
export function checkSetting(olds: unknown, news: Fields): CheckFailure[] {
  return faultsOf(settingSchema, isFoundWord(olds, news) ? { ...news, behindNat: "none" } : news);
}

/** With `ignoreChanges` the engine hands in the old input as the new one: after a refresh that found drift, the word for it. */
function isFoundWord(olds: unknown, { behindNat }: Fields): boolean {
  return (
    isFields(olds) && typeof behindNat === "string" && behindNat === olds.behindNat && !isDeclared(behindNat)
  );
}
