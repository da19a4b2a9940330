import * as pulumi from "@pulumi/pulumi";
import { restartEntries } from "../provider/restart/restart-options";
import { namesOf } from "../provider/validation/schema";

/** What of a component's `ignoreChanges` is for which of its children. */
export interface IgnoredChanges {
  readonly setting: string[];
  readonly reboot: string[];
}

/** Whatever could change in a `Reboot` but its triggers and its setting: these are not the program's. */
const restartNames = namesOf(restartEntries);

/**
 * Sorts the paths of a component's `ignoreChanges`, which the engine applies to a resource's own inputs: a component has none. `shared`
 * are the inputs that both children have. Warns of `reboot.when`, which is no input of either.
 */
export function ignoredChanges(
  component: pulumi.Resource,
  paths: readonly string[],
  shared: readonly string[],
): IgnoredChanges {
  const ignored: IgnoredChanges = { setting: [], reboot: [] };
  for (const path of paths) {
    const { name, rest } = firstOf(path);
    if (name === "*") {
      ignored.setting.push(path);
      ignored.reboot.push(...shared, ...restartNames);
    } else if (name === "reboot") {
      if (firstOf(rest).name === "when") warnOfWhen(component);
      else ignored.reboot.push(...(rest === "" || rest === "*" ? restartNames : [rest]));
    } else {
      ignored.setting.push(path);
      if (shared.includes(name)) ignored.reboot.push(path);
    }
  }
  return ignored;
}

/** The first name of a property path, `a.b`, `a[0]` or `["a"].b`, and what comes after it. */
function firstOf(path: string): { readonly name: string; readonly rest: string } {
  const [head = "", quoted, plain] = /^(?:\["([^"]*)"\]|([^.[]*))\.?/.exec(path) ?? [];
  return { name: quoted ?? plain ?? "", rest: path.slice(head.length) };
}

function warnOfWhen(component: pulumi.Resource): void {
  void pulumi.log.warn(
    'the option "ignoreChanges" has no effect on reboot.when, because it decides which resources exist',
    component,
  );
}
