import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { readInventory, siteNames } from "./inventory";
import { exitCodeOf, runAll, tableOf } from "./sites";

const usage = `npm run sites -- preview|up|refresh|destroy [SITE...] [--at-once 2] [--stop-after 1] [--parallel 10]
  Runs the stacks of these sites, or of all in sites/, some at once. What each prints is in logs/SITE.log.
  Exit code: 0 all done, 1 some failed or did not begin, 2 nothing ran.`;

const operations = {
  preview: (stack: Stack, options: RunOptions) => stack.preview(options),
  up: (stack: Stack, options: RunOptions) => stack.up({ ...options, continueOnError: true }),
  refresh: (stack: Stack, options: RunOptions) => stack.refresh(options),
  destroy: (stack: Stack, options: RunOptions) => stack.destroy({ ...options, continueOnError: true }),
};

interface RunOptions {
  readonly parallel: number;
  readonly onOutput: (text: string) => void;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      "at-once": { type: "string", default: "2" },
      "stop-after": { type: "string", default: "1" },
      parallel: { type: "string", default: "10" },
    },
    allowPositionals: true,
  });
  const [name = "", ...asked] = positionals;
  const operation = Object.hasOwn(operations, name) ? operations[name as keyof typeof operations] : undefined;
  const [atOnce = 0, stopAfter = 0, parallel = 0] = [
    values["at-once"],
    values["stop-after"],
    values.parallel,
  ].map(Number);
  if (
    operation === undefined ||
    ![atOnce, stopAfter, parallel].every((count) => Number.isInteger(count) && count > 0)
  ) {
    console.error(usage);
    return 2;
  }

  // Every file is checked before the first stack runs; a destroy needs none of them.
  const sites = asked.length > 0 ? asked : siteNames();
  const faults = name === "destroy" ? [] : sites.flatMap((site) => readInventory(site).faults);
  if (faults.length > 0) {
    console.error(`nothing was touched:\n${faults.join("\n")}`);
    return 2;
  }

  // From any folder: the program, its files and its logs are beside this file.
  const logs = join(__dirname, "logs");
  mkdirSync(logs, { recursive: true });
  const results = await runAll(sites, { atOnce, stopAfter }, async (site) => {
    const log = join(logs, `${site}.log`);
    writeFileSync(log, "");
    console.log(`${site}: begins`);
    try {
      const stack = await LocalWorkspace.createOrSelectStack({ stackName: site, workDir: __dirname });
      const result = await operation(stack, { parallel, onOutput: (text) => appendFileSync(log, text) });
      const changes = "summary" in result ? result.summary.resourceChanges : result.changeSummary;
      return Object.entries(changes ?? {})
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", ");
    } catch (error) {
      appendFileSync(log, String(error));
      throw new Error(failureIn(String(error)));
    }
  });
  console.log(`\n${tableOf(results)}`);
  return exitCodeOf(results);
}

/** The messages of this package, else the first line: the command's whole output is in the log. */
function failureIn(text: string): string {
  const said = [...text.matchAll(/\b[A-Z][A-Z_]{2,}: could not [^\n]*?(?=: )/g)].map(([message]) => message);
  return said.length > 0 ? [...new Set(said)].join("; ") : (text.split("\n")[0] ?? "");
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
