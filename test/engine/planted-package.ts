import { dirname, join } from "node:path";
import { writeFiles } from "./program-folder";

/** A package of our name in a node_modules above the program, as anyone could put it into a shared folder. */
export function plantAbove(program: string): void {
  const manifest = {
    name: "pulumi-windows-ipsec",
    version: "6.6.6",
    exports: { ".": "./x.js", "./provider": "./x.js" },
  };
  writeFiles(join(dirname(program), "node_modules", "pulumi-windows-ipsec"), {
    "package.json": JSON.stringify(manifest),
    "x.js": 'throw new Error("the planted package was loaded");',
  });
}
