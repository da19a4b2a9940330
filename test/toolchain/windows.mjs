// @ts-check
import { availableParallelism } from "node:os";
import { refuseIfStopped, stopChildren } from "./child.mjs";
import { installDependencies } from "./dependencies.mjs";
import { closeRun, failureOf } from "./failures.mjs";
import { runJob } from "./job.mjs";
import { faultsOfList, notOnWindows } from "./not-on-windows.cjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";
import { knownSeconds, shares, suiteOf, testFiles } from "./suites.mjs";
import { startWine } from "./wine-runtime.mjs";

/*
 * `npm run test:windows`: the suites that need nothing but Node, on Windows' Node. On Windows that is the Node that runs this; elsewhere
 * it is fetched from npm and started under wine. `-- FILE...` runs these files alone. What cannot pass there stands in not-on-windows.json, with its reason.
 */
const mochaArgs = ["--require", "./test/toolchain/not-on-windows.cjs"];
const underWine = process.platform !== "win32";
/** More processes have not been tried beside each other. */
const mostWorkers = 4;
const limitSeconds = 600;
const progressSeconds = 10;

let interrupted = false;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    interrupted = true;
    // wine passes no Ctrl-C on to a program without a console.
    stopChildren("SIGKILL", 0);
  });
}

/** @type {import("./failures.mjs").Failure[]} */
const failures = [];
/** @type {import("./job.mjs").JobResult[]} */
const results = [];
/** @type {import("./wine-runtime.mjs").WineRuntime | undefined} */
let wine;
const run = makeRunFolder(process.env);
try {
  await installDependencies(process.env);
  const all = testFiles().filter((file) => suiteOf(file)?.nodeAlone);
  const named = process.argv.slice(2);
  for (const file of named) if (!all.includes(file)) throw new Error(`${file} needs more than Node`);
  const files = named.length > 0 ? named : all;
  if (underWine) wine = await startWine(run);
  refuseIfStopped();
  // What the suites limit is meant for a run beside others: here each worker has one process.
  const jobs = shares(files, Math.min(availableParallelism(), mostWorkers), knownSeconds());
  const options = {
    run,
    total: jobs.length,
    progressSeconds,
    mochaArgs,
    ...(wine && { runtime: wine.runtime }),
  };
  const suite = { name: "windows", covered: false, limitSeconds };
  const running = jobs.map((files, at) => runJob({ files, suite }, { ...options, number: at + 1 }));
  results.push(...(await Promise.all(running)));
  const listed = notOnWindows(underWine).filter(({ file }) => files.includes(file));
  for (const { title } of results.flatMap((result) => result.skips))
    console.log(`  skipped: ${title}: ${listed.find(({ test }) => test === title)?.reason}`);
  failures.push(...results.flatMap((result) => result.failures), ...faultsOfList(listed, results));
} catch (fault) {
  failures.push(failureOf(fault));
} finally {
  await wine?.stop();
  for (const left of removeRunFolder(run.folder)) failures.push({ title: `a process was left: ${left}` });
}
if (interrupted) failures.push({ title: "the run was interrupted" });
const count = (/** @type {"passed" | "skipped"} */ kind) =>
  results.reduce((sum, result) => sum + result[kind], 0);
process.exitCode = closeRun(
  { passed: count("passed"), failures, skipped: count("skipped") },
  "test:windows",
  process.env,
);
