import { type CheckFailure, ValidationErrors } from "../../validation/check-failure";
import { checkTimeouts, timeoutRange } from "../../validation/check-timeouts";
import {
  checkChoice,
  checkFields,
  checkFlag,
  checkNames,
  checkPresent,
  checkText,
  checkWhole,
  type Fields,
  isGiven,
} from "../../validation/check-values";
import { leadsToThisMachine } from "../address";
import { checkConnection } from "../check-connection";
import { checkOnUnreachable } from "../check-on-unreachable";

/** Every input of a reboot. */
export const rebootInputNames = [
  "connection",
  "triggers",
  "setting",
  "when",
  "ifUnknown",
  "warningSeconds",
  "timeoutSeconds",
  "foreignShutdown",
  "bootMarker",
  "acceptMachine",
  "onUnreachable",
  "timeouts",
] as const;

/** Options of later versions: known by name, so that they are told from a slip of the pen. */
const laterOptions = ["ifUsersLoggedOn", "alsoIf", "group", "maxUnavailable", "stopAfterFailures"] as const;

const notYet = "is not yet available in this version";

/** Every fault in the form of a reboot's inputs. Pure; values that are not known yet are skipped, old inputs are not judged. */
export function checkReboot(_olds: unknown, news: Fields): CheckFailure[] {
  const faults = new ValidationErrors();
  checkNames(faults, "", news, [...rebootInputNames, ...laterOptions]);
  checkConnection(faults, news.connection);
  checkOtherMachine(faults, news.connection);
  checkTriggers(faults, news.triggers);
  checkSettingFacts(faults, news.setting);
  checkChoice(faults, "when", news.when, ["ifRequired"]);
  checkChoice(faults, "ifUnknown", news.ifUnknown, ["leave", "reboot"]);
  checkWhole(faults, "warningSeconds", news.warningSeconds, { ...timeoutRange, least: 5 });
  checkWhole(faults, "timeoutSeconds", news.timeoutSeconds, timeoutRange);
  checkForeignShutdown(faults, news.foreignShutdown);
  for (const name of ["bootMarker", "acceptMachine"]) checkFlag(faults, name, news[name]);
  checkOnUnreachable(faults, news.onUnreachable);
  checkTimeouts(faults, news.timeouts);
  checkDeadline(faults, news);
  for (const name of laterOptions) if (news[name] !== undefined) faults.add(name, notYet);
  return faults.failures;
}

/** A program that restarts the machine it runs on ends itself, and with it the wait, the proof and the state. */
function checkOtherMachine(faults: ValidationErrors, connection: unknown): void {
  if (!leadsToThisMachine(connection)) return;
  faults.add(
    "connection",
    'leads to the very machine that Pulumi runs on, which cannot restart itself: the run would end before anything is proven or saved. Leave reboot.when at "never", and choose Restart by hand after the update',
  );
}

function checkTriggers(faults: ValidationErrors, value: unknown): void {
  checkPresent(faults, "triggers", value);
  const triggers = checkFields(faults, "triggers", value);
  if (triggers === undefined) return;
  checkNames(faults, "triggers", triggers, ["change"]);
  checkPresent(faults, "triggers.change", triggers.change);
  checkText(faults, "triggers.change", triggers.change);
}

/** The facts come from a setting; only what nothing can be done without is looked at. */
function checkSettingFacts(faults: ValidationErrors, value: unknown): void {
  checkPresent(faults, "setting", value);
  const setting = checkFields(faults, "setting", value);
  if (setting === undefined) return;
  for (const name of ["id", "registryPath"]) {
    checkPresent(faults, `setting.${name}`, setting[name]);
    checkText(faults, `setting.${name}`, setting[name]);
  }
  for (const name of ["applied", "previous", "valueAtBoot", "machine", "bootEvidence"]) {
    checkPresent(faults, `setting.${name}`, setting[name]);
    checkFields(faults, `setting.${name}`, setting[name]);
  }
}

function checkForeignShutdown(faults: ValidationErrors, value: unknown): void {
  if (value === "replace" || value === "fail") {
    faults.add("foreignShutdown", `"${value}" ${notYet}; use "join"`);
    return;
  }
  checkChoice(faults, "foreignShutdown", value, ["join"]);
}

/** A warning that outlasts the deadline would make every restart fail. */
function checkDeadline(faults: ValidationErrors, { warningSeconds, timeoutSeconds }: Fields): void {
  if (!isGiven(warningSeconds) && !isGiven(timeoutSeconds)) return;
  const [warning, timeout] = [warningSeconds ?? 60, timeoutSeconds ?? 1800];
  if (typeof warning !== "number" || typeof timeout !== "number" || timeout > warning) return;
  faults.add(
    timeoutSeconds === undefined ? "warningSeconds" : "timeoutSeconds",
    `leaves no time for the restart: people are warned for ${warning} seconds, and everything must be over after ${timeout}`,
  );
}
