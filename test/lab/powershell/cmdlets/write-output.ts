import type { Cmdlet } from "../cmdlet";
import { NotSimulatedError } from "../refusals";
import { isList } from "../values";

/** Write-Output: each of its arguments is one value of the pipeline. */
export const writeOutput: Cmdlet = {
  name: "Write-Output",
  aliases: ["echo", "write"],
  className: "Microsoft.PowerShell.Commands.WriteOutputCommand",
  parameters: [
    { name: "InputObject", position: 0, takesRest: true },
    { name: "NoEnumerate", isRefused: true },
  ],
  run: ({ bound, write }) => {
    const value = bound.get("InputObject");
    if (value === undefined) throw new NotSimulatedError("question for a missing argument");
    for (const item of isList(value) ? value : [value]) write(item);
  },
};
