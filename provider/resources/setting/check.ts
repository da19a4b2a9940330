import { settingSchema } from "../../nat-traversal/setting-inputs";
import { type CheckFailure, faultsOf } from "../../validation/check-failure";
import type { Fields } from "../../validation/schema";

/**
 * Every fault in the form of a setting's inputs. Pure: no host, no file, no clock. Values that are not known yet are
 * skipped at any depth, and old inputs are not judged: after a refresh they say what was found, not what was declared.
 */
export function checkSetting(_olds: unknown, news: Fields): CheckFailure[] {
  return faultsOf(settingSchema, news);
}
