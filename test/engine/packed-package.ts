import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { newFolder, sharedFolder } from "../support/run-folder";
import { packedIn, packPackage } from "../toolchain/pack.mjs";

/** The folder of this checkout. */
export const checkoutFolder = resolve(__dirname, "..", "..");

/** The package as users get it. */
export interface PackedPackage {
  readonly name: string;
  /** The .tgz that `npm pack` made. */
  readonly tarball: string;
  /** A folder with what is in it, laid out as in node_modules. */
  readonly folder: string;
}

let packed: PackedPackage | undefined;

/** The package, built, packed and unpacked once a run, or once a process where nobody did it for the run. */
export function packedPackage(): PackedPackage {
  packed ??= describePacked(
    process.env.PULUMI_WINDOWS_IPSEC_PACKED ?? packPackage(newFolder("packed")).folder,
  );
  return packed;
}

function describePacked(work: string): PackedPackage {
  const { tarball, folder } = packedIn(work);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: string };
  return { name: manifest.name, tarball, folder };
}

/** Runs npm with a cache inside the run's folder and returns what it printed; throws with its messages if it fails. */
export function runNpm(args: readonly string[], folder: string, environment: NodeJS.ProcessEnv = {}): string {
  return execFileSync("npm", [...args], {
    cwd: folder,
    encoding: "utf8",
    // npm is a script file on Windows, which only a shell can start; the arguments are our own.
    shell: process.platform === "win32",
    env: {
      ...process.env,
      npm_config_cache: npmCache(),
      npm_config_update_notifier: "false",
      ...environment,
    },
  });
}

/** One for all of the run: what is fetched from a registry is fetched once. */
export function npmCache(): string {
  return join(sharedFolder(), "npm-cache");
}
