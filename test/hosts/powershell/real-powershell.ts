import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A PowerShell that may be on this machine. */
export interface RealPowerShell {
  readonly name: string;
  /** Empty where it is not there. */
  readonly path: string;
  /** Why nothing can be tested on it, or nothing that needs cmd.exe; undefined where it can. */
  readonly whyNot: string | undefined;
  readonly whyNoCommands: string | undefined;
}

/** Windows PowerShell and PowerShell 7, wherever PATH has them. */
export const realPowerShells: readonly RealPowerShell[] = ["powershell", "pwsh"].map((name) => {
  const path = pathOf(name);
  const whyNot = path === "" ? `there is no ${name} on PATH` : undefined;
  return { name: `the real ${name}`, path, whyNot, whyNoCommands: whyNot ?? whyNoCommands() };
});

/** The computer that PowerShell remoting is tried on: `npm run test:powershell -- --real --computer NAME`. */
export const realComputer = process.env.POWERSHELL_TEST_COMPUTER ?? "";

/** The account to show to it besides one's own logon: `--user NAME`, its password in the variable POWERSHELL_TEST_PASSWORD. */
export const realCredential =
  process.env.POWERSHELL_TEST_USER === undefined
    ? undefined
    : { user: process.env.POWERSHELL_TEST_USER, password: process.env.POWERSHELL_TEST_PASSWORD ?? "" };

/** Whether one wrong password may be shown for that account: `--wrong-password`. */
export const mayShowWrongPassword = process.env.POWERSHELL_TEST_WRONG_PASSWORD === "1";

/** A suite whose only test is skipped, and says why. */
export function describeSkipped(title: string, why: string): void {
  describe(title, () => {
    it("is not tested here", function () {
      console.log(`      skipped: ${why}`);
      this.skip();
    });
  });
}

function whyNoCommands(): string | undefined {
  if (process.platform !== "win32") return "cmd.exe is there on Windows only";
  return process.env.POWERSHELL_TEST_REAL === "1"
    ? undefined
    : "a real machine is used with `npm run test:powershell -- --real` only";
}

function pathOf(name: string): string {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path)) ?? "";
}
