import type { DotnetType } from "./dotnet-object";
import { failure } from "./runtime-error";
import type { TypeName } from "./syntax";

/** The types of .NET that a session knows; a later one of the same name takes the place of an earlier one. */
export class TypeTable {
  private readonly byName = new Map<string, DotnetType>();

  constructor(types: readonly DotnetType[]) {
    for (const type of types) this.byName.set(type.name.toLowerCase(), type);
  }

  /** The type of that name, in any case and with or without `System.`; undefined if there is none. */
  find(name: string): DotnetType | undefined {
    const wanted = (accelerators[name.toLowerCase()] ?? name).toLowerCase();
    return this.byName.get(wanted) ?? this.byName.get(`system.${wanted}`);
  }

  /** The type between the brackets, or PowerShell's error. */
  get({ name, extent }: TypeName): DotnetType {
    const found = this.find(name);
    if (found !== undefined) return found;
    throw failure("TypeNotFound", `Unable to find type [${name}].`, { target: `${name}:TypeName`, extent });
  }
}

const accelerators: Readonly<Record<string, string>> = {
  string: "System.String",
  int: "System.Int32",
  pscredential: "System.Management.Automation.PSCredential",
};
