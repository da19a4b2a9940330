// @ts-check
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { checkoutFolder } from "./build.mjs";

/** Branches of provider/ that the fast suite alone must run, in percent. */
export const leastBranchPercent = 90;

/**
 * @typedef {{ pct: number, covered: number, total: number }} Share
 * @typedef {{ lines: Share, branches: Share, functions: Share }} FileCoverage
 */

/**
 * Reads what V8 recorded, prints a short table and tells what is not enough.
 * @param {string} recordings the folder that NODE_V8_COVERAGE named
 * @param {string} reportFolder
 * @returns {Promise<readonly string[]>} faults; none if coverage is high enough
 */
export async function checkCoverage(recordings, reportFolder) {
  execFileSync(
    process.execPath,
    [
      join(checkoutFolder, "node_modules", "c8", "bin", "c8.js"),
      "report",
      "--include=provider/**/*.ts",
      "--reporter=json-summary",
      `--temp-directory=${recordings}`,
      `--reports-dir=${reportFolder}`,
    ],
    { cwd: checkoutFolder, stdio: ["ignore", "ignore", "inherit"] },
  );
  /** @type {Record<string, FileCoverage>} */
  const summary = JSON.parse(readFileSync(join(reportFolder, "coverage-summary.json"), "utf8"));
  const { total, ...files } = summary;
  if (total === undefined) return ["coverage: the report has no total"];
  const byName = Object.entries(files).map(([path, file]) => ({
    name: relative(checkoutFolder, path),
    file,
  }));
  print(total, byName);
  const unseen = (await filesWithCode()).filter((name) => !byName.some((seen) => seen.name === name));
  const faults = unseen.map((name) => `coverage: no test loads ${name}`);
  if (!(total.branches.pct >= leastBranchPercent))
    faults.push(`coverage: ${total.branches.pct} % of branches, ${leastBranchPercent} % are asked for`);
  return faults;
}

/**
 * @param {FileCoverage} total
 * @param {{ name: string, file: FileCoverage }[]} files
 */
function print(total, files) {
  /** @param {string} name @param {FileCoverage} of */
  const row = (name, of) =>
    `${name.padEnd(48)} ${[of.branches, of.lines, of.functions].map((share) => `${share.pct}`.padStart(9)).join(" ")}`;
  console.log(`\n${"Coverage of provider/, %".padEnd(48)}  branches     lines functions`);
  const least = [...files].sort((one, other) => one.file.branches.pct - other.file.branches.pct).slice(0, 8);
  for (const { name, file } of least) if (file.branches.pct < 100) console.log(row(name, file));
  console.log(row(`all ${files.length} files`, total));
}

/** @returns {Promise<string[]>} sources of provider/ that are more than types, which never run */
async function filesWithCode() {
  // Not at the top: this file is loaded before set-up has installed anything.
  const { transform } = await import("esbuild");
  const entries = readdirSync(join(checkoutFolder, "provider"), { recursive: true, encoding: "utf8" });
  const names = entries.filter((entry) => entry.endsWith(".ts")).map((entry) => join("provider", entry));
  const compiled = await Promise.all(
    names.map((name) =>
      transform(readFileSync(join(checkoutFolder, name), "utf8"), { loader: "ts", format: "esm" }),
    ),
  );
  return names.filter(
    (_, at) => compiled[at]?.code.replace(/export\s*\{\s*\};?|import\s+"[^"]*";?/g, "").trim() !== "",
  );
}
