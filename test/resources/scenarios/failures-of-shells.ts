import { type Failure, failureScenario } from "./failure";
import { only, over, type Scenario } from "./scenario";

const failures: readonly Failure[] = [
  {
    title: "no PowerShell on the machine that runs Pulumi",
    code: "POWERSHELL_MISSING",
    alsoOver: ["powershell local"],
    fits: over("powershell"),
    connection: () => ({ executable: "/no/such/powershell" }),
  },
  {
    title: "PowerShell in a restricted language mode, on the machine that runs Pulumi",
    code: "UNSUPPORTED_SHELL",
    alsoOver: ["powershell local"],
    fits: over("powershell"),
    options: { languageMode: "ConstrainedLanguage" },
    says: () => /on the machine that runs Pulumi runs in Constrained Language Mode/,
  },
  {
    title: "PowerShell in a restricted language mode, on the host",
    code: "UNSUPPORTED_SHELL",
    fits: only("powershell remoting"),
    options: { computer: { restricted: true } },
    says: () => /on that computer runs in Constrained Language Mode/,
  },
  {
    title: "bash as the host's shell",
    code: "UNSUPPORTED_SHELL",
    fits: over("ssh"),
    options: { host: { shell: "bash" } },
    says: () => /bash/,
  },
];

/** Shells that cannot be used, on either side. */
export const failuresOfShells: readonly Scenario[] = failures.map(failureScenario);
