import { isTrue, toText } from "../conversions";
import { DotnetObject, type DotnetType, method, type Property } from "../dotnet-object";
import type { EditionName } from "../edition";
import { NotSimulatedError } from "../refusals";

/** A System.Diagnostics.ProcessStartInfo. */
export class ProcessStartInfo extends DotnetObject {
  private readonly texts = { FileName: "", Arguments: "", WorkingDirectory: "" };
  private readonly switches = {
    UseShellExecute: false,
    CreateNoWindow: false,
    RedirectStandardInput: false,
    RedirectStandardOutput: false,
    RedirectStandardError: false,
  };

  /** @param edition .NET Framework, which is that of Windows PowerShell, starts through the shell unless told */
  constructor(edition: EditionName) {
    const properties: Record<string, Property> = {};
    super("System.Diagnostics.ProcessStartInfo", { properties });
    this.switches.UseShellExecute = edition === "5.1";
    for (const name of notSimulated) {
      const refuse = () => {
        throw new NotSimulatedError(`ProcessStartInfo.${name}`);
      };
      properties[name] = { get: refuse, set: refuse };
    }
    for (const name of ["FileName", "Arguments", "WorkingDirectory"] as const) {
      properties[name] = { get: () => this.texts[name], set: (value) => (this.texts[name] = toText(value)) };
    }
    for (const name of Object.keys(this.switches) as (keyof typeof this.switches)[]) {
      properties[name] = {
        get: () => this.switches[name],
        set: (value) => (this.switches[name] = isTrue(value)),
      };
    }
  }

  get fileName(): string {
    return this.texts.FileName;
  }

  get argumentText(): string {
    return this.texts.Arguments;
  }

  get workingDirectory(): string {
    return this.texts.WorkingDirectory;
  }

  /** What the script has switched on. */
  isOn(name: keyof ProcessStartInfo["switches"]): boolean {
    return this.switches[name];
  }
}

/** System.Diagnostics.ProcessStartInfo. */
export function processStartInfoType(edition: EditionName): DotnetType {
  return {
    name: "System.Diagnostics.ProcessStartInfo",
    construct: method(0, () => new ProcessStartInfo(edition)),
  };
}

const notSimulated = [
  ...["Verb", "WindowStyle", "ErrorDialog", "UserName", "Domain", "Password", "LoadUserProfile"],
  ...["Environment", "EnvironmentVariables", "StandardOutputEncoding", "StandardErrorEncoding"],
];
