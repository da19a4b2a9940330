// @ts-check
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkoutFolder } from "./build.mjs";
import { runProgram } from "./child.mjs";
import { installDependencies } from "./dependencies.mjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";

/*
 * `npm run test:powershell`: the suite of the PowerShell transport, on the stand-in and on every real PowerShell on PATH as far as
 * nothing needs Windows. On a Windows machine `-- --real` runs it on that machine's own PowerShells, which write nothing and restart
 * nothing, and `--computer NAME` on another computer by remoting as well; `--user NAME`, with its password in the variable
 * POWERSHELL_TEST_PASSWORD, with that account too, and `--wrong-password` shows a wrong one once.
 */
const { values } = parseArgs({
  options: {
    real: { type: "boolean" },
    computer: { type: "string" },
    user: { type: "string" },
    "wrong-password": { type: "boolean" },
  },
});
if (values.real === true && process.platform !== "win32") {
  console.error("test:powershell: --real needs a Windows machine");
  process.exit(1);
}
const run = makeRunFolder(process.env);
try {
  await installDependencies(process.env);
  const ended = await runProgram({
    program: process.execPath,
    args: [
      join(checkoutFolder, "node_modules", "mocha", "bin", "mocha.js"),
      "test/hosts/powershell/*.{test,lab}.ts",
    ],
    environment: {
      ...run.environment,
      ...(values.real === true ? { POWERSHELL_TEST_REAL: "1" } : {}),
      ...(values.computer === undefined ? {} : { POWERSHELL_TEST_COMPUTER: values.computer }),
      ...(values.user === undefined ? {} : { POWERSHELL_TEST_USER: values.user }),
      ...(values["wrong-password"] === true ? { POWERSHELL_TEST_WRONG_PASSWORD: "1" } : {}),
    },
  });
  process.exitCode = ended.ok ? 0 : 1;
} catch (fault) {
  console.error(`test:powershell: ${fault instanceof Error ? fault.message : fault}`);
  process.exitCode = 1;
} finally {
  for (const left of removeRunFolder(run.folder)) {
    console.error(`a process was left: ${left}`);
    process.exitCode = 1;
  }
}
