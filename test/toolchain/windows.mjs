// @ts-check
import { availableParallelism } from "node:os";
import { refuseIfStopped, stopChildren } from "./child.mjs";
import { installDependencies } from "./dependencies.mjs";
import { closeRun, failureOf } from "./failures.mjs";
import { runJob } from "./job.mjs";
import { faultsOfList, notOnWindows } from "./not-on-windows.cjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";
import { jobsOf, knownSeconds, suiteOf, testFiles } from "./suites.mjs";
import { startWine } from "./wine-runtime.mjs";

/*
 * `npm run test:windows`: the fast suite on Windows' Node. On Windows that is the Node that runs this; elsewhere it is fetched from npm
 * and started under wine. `-- FILE...` runs these files alone. What cannot pass there stands in not-on-windows.json, with its reason.
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
  const fast = testFiles().filter((file) => suiteOf(file)?.name === "fast");
  const named = process.argv.slice(2);
  for (const file of named) if (!fast.includes(file)) throw new Error(`${file} is no file of the fast suite`);
  const files = named.length > 0 ? named : fast;
  if (underWine) wine = await startWine(run);
  refuseIfStopped();
  const jobs = jobsOf(files, {
    workers: Math.min(availableParallelism(), mostWorkers),
    seconds: knownSeconds(),
  });
  const options = {
    run,
    total: jobs.length,
    progressSeconds,
    mochaArgs,
    ...(wine && { runtime: wine.runtime }),
  };
  const running = jobs.map(({ files, suite }, at) =>
    runJob({ files, suite: { ...suite, limitSeconds } }, { ...options, number: at + 1 }),
  );
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
