// @ts-check
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cliVersion } from "./cli-version.mjs";
import { runQuietly } from "./progress.mjs";

/**
 * The modules that name what is built, as a `tool` line each: `go install module@version` refuses a go.mod with replacements.
 * The language host is a module of its own because it comes from the last SDK release that contained it.
 */
const modules = ["cli", "language-host"];

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * Builds the Pulumi CLI and its Node language host from their Go modules. Needs Go 1.26 or newer. Go's own caches lie in
 * the work folder, so that they go with it.
 * @param {import("./cli-download.mjs").Wanted} wanted
 */
export async function buildCli({ folder, work, environment, report }) {
  const environmentOfGo = {
    ...environment,
    GOBIN: folder,
    GOPATH: join(work, "go"),
    GOCACHE: join(work, "go-build"),
    GOMODCACHE: join(work, "go-modules"),
    // Go makes its module cache read-only otherwise, and it could not be removed.
    GOFLAGS: "-modcacherw -buildvcs=false",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    CGO_ENABLED: "0",
    ...apartFromUser(environment, join(work, "user")),
  };
  for (const module of modules) {
    const moduleFolder = fileURLToPath(new URL(`./${module}`, import.meta.url));
    const version = module === "cli" ? ` -X ${versionVariable}=v${cliVersion}` : "";
    await runQuietly(
      {
        program: "go",
        args: ["install", "-v", "-mod=readonly", "-trimpath", "-ldflags", `-s -w${version}`, "tool"],
        folder: moduleFolder,
        environment: environmentOfGo,
      },
      (line) => report(`${module}: ${line}`),
    );
  }
}

/**
 * Go counts its own use in a file in the user's configuration folder, whatever else it is told: it gets another folder, but still the
 * user's settings (where modules come from) and credentials.
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
export function apartFromUser(environment, folder, platform = process.platform, home = homedir()) {
  /** @param {string} configFolder */
  const settings = (configFolder) => ({ GOENV: environment.GOENV || join(configFolder, "go", "env") });
  if (platform === "win32")
    return { ...settings(environment.APPDATA ?? join(home, "AppData", "Roaming")), APPDATA: folder };
  if (platform === "darwin")
    return {
      ...settings(join(home, "Library", "Application Support")),
      NETRC: environment.NETRC || join(home, ".netrc"),
      HOME: folder,
    };
  return { ...settings(environment.XDG_CONFIG_HOME || join(home, ".config")), XDG_CONFIG_HOME: folder };
}
