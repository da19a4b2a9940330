// @ts-check
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runQuietly } from "./progress.mjs";

/** The release that set-up fetches or builds: the newest whose engine module is served with its sources. */
export const cliVersion = "3.259.0";

/** The oldest release whose engine takes inputs from a dynamic provider's read. */
export const oldestCliVersion = "3.216.0";

/**
 * @param {string} name
 * @returns {string} its file name on this platform
 */
export function executable(name) {
  return process.platform === "win32" ? `${name}.exe` : name;
}

/**
 * Whether a folder holds a Pulumi CLI that can run Node programs with dynamic resources.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<string | undefined>} its version, "v3.259.0", if it does
 */
export async function usableCli(folder, environment) {
  const provider = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
  const parts = [executable("pulumi"), executable("pulumi-language-nodejs"), provider];
  if (!parts.every((part) => existsSync(join(folder, part)))) return undefined;
  // Even `version` writes a log into Pulumi's home.
  const home = mkdtempSync(join(tmpdir(), "pulumi-windows-ipsec-home-"));
  try {
    const output = await runQuietly({
      program: join(folder, executable("pulumi")),
      args: ["version"],
      folder,
      environment: { ...environment, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    const version = output.trim();
    return isAtLeast(version, oldestCliVersion) ? version : undefined;
  } catch {
    return undefined;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * Compares versions by their first three numbers; what is no version is less than any.
 * @param {string} version "v3.259.0"
 * @param {string} least "3.216.0"
 */
export function isAtLeast(version, least) {
  const found = numbersOf(version);
  const wanted = numbersOf(least);
  if (found === undefined || wanted === undefined) return false;
  for (const [index, number] of wanted.entries()) {
    const difference = (found[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** @param {string} version */
function numbersOf(version) {
  return /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}
