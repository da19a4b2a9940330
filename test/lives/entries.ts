import type { Properties } from "../../provider/engine/plain-json";
import type { Program } from "./life";
import { type Kind, settingInputs, urnOf } from "./program";
import type { ValueChange } from "./value-change";

/** What the engine holds of a resource. */
export interface Entry {
  readonly kind: Kind;
  readonly urn: string;
  readonly id: string;
  inputs: Properties;
  outputs: Properties;
  /** The last create or update was begun and not finished. */
  unfinished: boolean;
  protect: boolean;
  /** Replaced, and not deleted yet. */
  replaced: boolean;
  /** The last change of the value that its own calls made, and that the engine has kept. */
  ownChange: ValueChange | undefined;
}

/** What a program gives its setting, as the engine hands it on: ignored changes are undone. */
export function given(program: Program, known: Entry | undefined): Properties {
  const inputs = settingInputs(program);
  const isIgnored = program.ignoreBehindNat === true && known !== undefined;
  return isIgnored ? { ...inputs, behindNat: known.inputs.behindNat } : inputs;
}

export function isDeclared({ kind, urn, replaced }: Entry, program: Program): boolean {
  const isWanted = kind === "setting" || program.reboot !== "never";
  return !replaced && urn === urnOf(kind, program) && isWanted;
}

/** What stands for a value that a preview does not know yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A setting as a preview knows it that is to be created or updated: none of its outputs is known. */
export function unknownSetting(known: Entry | undefined): { id: string; outputs: Properties } {
  const names = ["registryPath", "applied", "previous", "valueAtBoot", "machine", "bootEvidence", "changeId"];
  const outputs = Object.fromEntries(names.map((name) => [name, unknown]));
  return { id: known?.id ?? unknown, outputs };
}

/** Whether restarts have been undone so often that, once the cause is gone, a person is to restart the host. */
export function adviseRestartByHand(entries: readonly Entry[]): boolean {
  return entries.some(({ outputs }) => {
    const last = outputs.lastReboot as { readonly undone?: { readonly times: number } } | undefined;
    return (last?.undone?.times ?? 0) > 1 && outputs.status !== "active";
  });
}
