import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A PowerShell that is installed on this machine, or laid out for the tests. */
export interface RealPowerShell {
  readonly name: string;
  /** Empty where it is missing. */
  readonly path: string;
  /** What it was built for: Windows' build has cmd.exe and a registry, under wine too. */
  readonly build: "windows" | "unix";
  /** Whether it runs under wine, whose programs differ from those of Windows. */
  readonly underWine: boolean;
  /** Why nothing can be tested on it, or nothing that needs cmd.exe; undefined where it can. */
  readonly whyNot: string | undefined;
  /** Whether it is a failure that it is missing. */
  readonly mustBeThere: boolean;
  readonly whyNoCommands: string | undefined;
}

const onWindows = process.platform === "win32";

/** Windows PowerShell and PowerShell 7 where PATH has them, and those that two variables name. */
export const realPowerShells: readonly RealPowerShell[] = [
  onPath("powershell"),
  onPath("pwsh"),
  named("POWERSHELL_TEST_LINUX", "unix"),
  named("POWERSHELL_TEST_WINDOWS", "windows"),
].filter((one) => one !== undefined);

/** The first that was built for Unix, or for Windows; undefined where there is none. */
export function realPowerShell(build: RealPowerShell["build"]): RealPowerShell | undefined {
  return realPowerShells.find((one) => one.build === build && one.whyNot === undefined);
}

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

/** A suite for a PowerShell that is missing: its only test is skipped, or fails where this PowerShell was asked for. */
export function describeMissing(title: string, { whyNot = "", mustBeThere }: RealPowerShell): void {
  if (!mustBeThere) describeSkipped(title, whyNot);
  else
    describe(title, () => {
      it("is on this machine", () => assert.fail(whyNot));
    });
}

/**
 * Whether a PowerShell on PATH may not be missing: with `--real` Windows PowerShell, which every Windows has, and where CI is `true`
 * PowerShell 7 as well, so that no run passes because it found nothing to run on.
 */
export function mustBeOnPath(name: "powershell" | "pwsh", environment = process.env): boolean {
  return environment.POWERSHELL_TEST_REAL === "1" && (name === "powershell" || environment.CI === "true");
}

function onPath(name: "powershell" | "pwsh"): RealPowerShell | undefined {
  const file = onWindows ? `${name}.exe` : name;
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const path = folders.map((folder) => join(folder, file)).find((found) => existsSync(found)) ?? "";
  // On Unix only those that are installed are worth a word: there is no Windows PowerShell.
  if (path === "" && !onWindows) return undefined;
  const whyNot = path === "" ? `there is no ${name} on PATH` : undefined;
  const build = onWindows ? "windows" : "unix";
  return {
    ...{
      name: `the ${name} on PATH`,
      path,
      build,
      underWine: false,
      whyNot,
      mustBeThere: mustBeOnPath(name),
    },
    whyNoCommands: whyNot ?? whyNoCommands(),
  };
}

function named(variable: string, build: RealPowerShell["build"]): RealPowerShell {
  const path = process.env[variable] ?? "";
  const whyNot = existsSync(path) ? undefined : `${variable} names no PowerShell`;
  const underWine = build === "windows" && !onWindows;
  const whyNo = build === "windows" ? undefined : "only Windows has cmd.exe";
  return {
    name: `PowerShell's ${build} build`,
    path,
    build,
    underWine,
    whyNot,
    mustBeThere: false,
    whyNoCommands: whyNot ?? whyNo,
  };
}

function whyNoCommands(): string | undefined {
  if (!onWindows) return "only Windows has cmd.exe";
  return process.env.POWERSHELL_TEST_REAL === "1"
    ? undefined
    : "a real machine is used with `npm run test:powershell -- --real` only";
}
