import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "../engine/packed-package";
import { demoSteps } from "./one-host-steps.mjs";

describe("the demo in docs/demo.md", () => {
  const page = readFileSync(join(checkoutFolder, "docs", "demo.md"), "utf8");

  it("tells the steps of npm start, by the same names, commands and order", () => {
    const section = /<!-- demo -->([\s\S]*?)<!-- end of demo -->/.exec(page)?.[1];
    assert.ok(section !== undefined, "docs/demo.md has no <!-- demo --> section");
    const told = [...section.matchAll(/^(\d+)\. (.+)\n\s+\$ (.+)$/gm)].map(([, number, name, command]) => ({
      number: Number(number),
      name,
      command,
    }));
    assert.deepEqual(
      told,
      demoSteps.map(({ name, command }, index) => ({ number: index + 1, name, command })),
    );
  });
});
