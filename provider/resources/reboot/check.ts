import { rebootSchema } from "../../restart/reboot-inputs";
import { type CheckFailure, faultsOf } from "../../validation/check-failure";
import type { Fields } from "../../validation/schema";
import { leadsToThisMachine } from "../address";

/** Every fault in the form of a reboot's inputs. Pure; values that are not known yet are skipped, old inputs are not checked. */
export function checkReboot(_olds: unknown, news: Fields): CheckFailure[] {
  const failures = faultsOf(rebootSchema, news);
  if (leadsToThisMachine(news.connection)) failures.push(itself);
  return failures;
}

/** A program that restarts the machine it runs on ends itself, and with it the wait, the proof and the state. */
const itself: CheckFailure = {
  property: "connection",
  reason:
    'connection leads to the machine that Pulumi runs on, which cannot restart itself: the run would end before anything is proven or saved. Set reboot.when to "never", and choose Restart by hand after the update',
};
