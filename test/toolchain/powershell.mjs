// @ts-check
import { parseArgs } from "node:util";
import { installDependencies } from "./dependencies.mjs";
import { closeRun, failureOf } from "./failures.mjs";
import { runJob } from "./job.mjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";

/*
 * `npm run test:powershell`: what only a real PowerShell can show, on every one that PATH has and on those that the variables
 * POWERSHELL_TEST_LINUX (a Unix build) and POWERSHELL_TEST_WINDOWS (a Windows build; on Linux a script that starts it under wine)
 * name. `-- --record` keeps what they answer in test/cases/powershell-recorded. On a Windows machine `-- --real` runs commands on that
 * machine's own PowerShells, which have to be there; they write nothing and restart nothing. `--computer NAME` adds another computer by
 * remoting, `--user NAME` that account, its password in the variable POWERSHELL_TEST_PASSWORD, and `--wrong-password` a wrong one, once.
 * The last line is the sum.
 */
const { values } = parseArgs({
  options: {
    real: { type: "boolean" },
    record: { type: "boolean" },
    computer: { type: "string" },
    user: { type: "string" },
    "wrong-password": { type: "boolean" },
  },
});
if (values.real === true && process.platform !== "win32") {
  console.error("test:powershell: --real needs a Windows machine");
  process.exit(1);
}
const pattern = values.record === true ? "test/**/recorded.real.ts" : "test/**/*.real.ts";
/** @type {import("./failures.mjs").Failure[]} */
const failures = [];
let [passed, skipped] = [0, 0];
const run = makeRunFolder(process.env);
try {
  await installDependencies(process.env);
  const environment = {
    ...run.environment,
    ...(values.record === true ? { POWERSHELL_RECORD: "1" } : {}),
    ...(values.real === true ? { POWERSHELL_TEST_REAL: "1" } : {}),
    ...(values.computer === undefined ? {} : { POWERSHELL_TEST_COMPUTER: values.computer }),
    ...(values.user === undefined ? {} : { POWERSHELL_TEST_USER: values.user }),
    ...(values["wrong-password"] === true ? { POWERSHELL_TEST_WRONG_PASSWORD: "1" } : {}),
  };
  const suite = { name: "powershell", covered: false, limitSeconds: 1800 };
  const result = await runJob(
    { suite, files: [pattern] },
    { run: { ...run, environment }, number: 1, total: 1 },
  );
  ({ passed, skipped } = result);
  failures.push(...result.failures);
  for (const { title } of result.skips) console.log(`  skipped: ${title}`);
} catch (fault) {
  failures.push(failureOf(fault));
} finally {
  for (const left of removeRunFolder(run.folder)) failures.push({ title: `a process was left: ${left}` });
}
process.exitCode = closeRun({ passed, failures, skipped }, "test:powershell", process.env);
