import { javaScriptRuntime, type ProgramFiles } from "./program-folder";

/** What a program declares: the class, and its arguments as JSON has them. */
export interface Declared {
  readonly kind?: "NatTraversal" | "NatTraversalSetting";
  readonly args: Readonly<Record<string, unknown>>;
  /** Source text of the resource options; none by default. */
  readonly options?: string;
}

/**
 * A program that declares these resources by name and exports the status of each under its name. Plain JavaScript: the compiler would
 * take longer than the engine.
 */
export function declaredProgram(resources: Readonly<Record<string, Declared>>): ProgramFiles {
  const lines = Object.entries(resources).map(([name, { kind = "NatTraversal", args, options }]) => {
    const key = JSON.stringify(name);
    const given = `${key}, ${JSON.stringify(args)}${options === undefined ? "" : `, ${options}`}`;
    return `status[${key}] = new ipsec.${kind}(${given}).status;`;
  });
  return javaScriptProgram(`const pulumi = require("@pulumi/pulumi");
const ipsec = require("pulumi-windows-ipsec");
const status = {};
${lines.join("\n")}
module.exports = { status };
`);
}

/** The files of a Pulumi program that consists of this index.js alone. */
export function javaScriptProgram(indexJs: string, projectName = "nat-t-test"): ProgramFiles {
  return {
    "Pulumi.yaml": `name: ${projectName}\n${javaScriptRuntime}\n`,
    "package.json": JSON.stringify({ name: projectName, private: true, main: "index.js" }),
    "index.js": indexJs,
  };
}
