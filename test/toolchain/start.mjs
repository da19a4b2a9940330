// @ts-check
import { fileURLToPath } from "node:url";
import { runWithSetUp } from "./run-with-set-up.mjs";

/** What `npm start` plays, and what `npm start -- NAME` does. */
const demos = ["one-host", "fleet"];

const [name = "one-host", ...others] = process.argv.slice(2);
if (!demos.includes(name) || others.length > 0) {
  const given = [name, ...others].join(" ");
  console.error(`start: there is no demo "${given}"; there are ${demos.join(" and ")}: npm start -- fleet`);
  process.exitCode = 2;
} else {
  process.exitCode = await runWithSetUp(fileURLToPath(new URL(`../demo/${name}.ts`, import.meta.url)));
}
