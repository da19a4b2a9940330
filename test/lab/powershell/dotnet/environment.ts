import { type DotnetType, readable } from "../dotnet-object";

/** System.Environment: where Windows' own programs are. */
export function environmentType(systemDirectory = "C:\\Windows\\system32"): DotnetType {
  return {
    name: "System.Environment",
    statics: { properties: { SystemDirectory: readable(() => systemDirectory) } },
  };
}
