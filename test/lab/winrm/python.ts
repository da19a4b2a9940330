import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../toolchain/cache-folder.mjs";

const run = promisify(execFile);
const requirements = join(__dirname, "requirements.txt");

/**
 * For a `before` hook: the path of a Python that has the referees. It lies in the cache folder and is made at the first
 * run, which takes a minute and needs a package index. Where there is no Python to make it of, the suite is skipped with
 * its reason printed; with CI=true that is a failure.
 */
export async function pythonWithReferees(suite: Mocha.Context): Promise<string> {
  const made = await makeOnce();
  if (made.python !== undefined) return made.python;
  const reason = `no referees here: ${made.reason}`;
  if (process.env.CI === "true") throw new Error(reason);
  console.log(`      skipped: ${reason}`);
  return suite.skip();
}

interface Made {
  readonly python?: string;
  readonly reason?: string;
}

let making: Promise<Made> | undefined;

function makeOnce(): Promise<Made> {
  making ??= make();
  return making;
}

async function make(): Promise<Made> {
  if (process.platform !== "linux") return { reason: `missing Linux (this is ${process.platform})` };
  const version = await run("python3", ["--version"]).catch(() => undefined);
  if (version === undefined) return { reason: "missing python3" };
  const sum = createHash("sha256").update(version.stdout).update(readFileSync(requirements)).digest("hex");
  const store = join(cacheFolder(), "winrm-referees");
  const folder = join(store, sum.slice(0, 16));
  const python = join(folder, "bin", "python");
  if (existsSync(python)) return { python };
  mkdirSync(store, { recursive: true });
  // Two runs may build at once: each does so beside the place, and one rename wins.
  const work = mkdtempSync(join(store, "work-"));
  try {
    await run("python3", ["-m", "venv", work]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
    await run(join(work, "bin", "python"), [...install, "--requirement", requirements]);
    renameSync(work, folder);
  } catch (fault) {
    if (!existsSync(python)) return { reason: firstLineOf(fault) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { python };
}

/** The package manager names its servers in what it prints: they are left out. */
function firstLineOf(fault: unknown): string {
  const { stderr = "", message = String(fault) } = fault as { stderr?: string; message?: string };
  const line = [...stderr.split("\n"), message].find((text) => text.trim() !== "") ?? "";
  return `the environment could not be made (${line.replace(/[a-z]+:\/\/[^/ ]+/g, "[address]")})`;
}
