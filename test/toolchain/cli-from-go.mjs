// @ts-check
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
    GOTELEMETRY: "off",
    GOWORK: "off",
    CGO_ENABLED: "0",
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
