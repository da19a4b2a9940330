import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../provider/errors";
import { hostKeyFormFault } from "../provider/hosts/ssh/host-key";
import { SimulatedWindows } from "./lab/simulated/simulated-windows";
import { ManualClock } from "./support/manual-clock";
import { codeBlocks, readme, tableRows } from "./support/readme";

describe("README", () => {
  it("lists every error code once, and no other", () => {
    const listed = tableRows("Troubleshooting by code").map(([code = ""]) => code.replace(/`/g, ""));
    assert.deepEqual([...listed].sort(), [...errorCodes].sort());
  });

  it("names every file it links to", () => {
    for (const [, target = ""] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      assert.doesNotThrow(
        () => readFileSync(join(__dirname, "..", target, isFolder(target) ? "Pulumi.yaml" : "")),
        target,
      );
    }
  });

  it("goes back by hand with commands that do so", async () => {
    for (const block of codeBlocks("bat")) {
      const windows = new SimulatedWindows({
        clock: new ManualClock(),
        startValue: { type: "REG_DWORD", data: "2" },
      });
      const { exitCode } = await windows.execute(block.trim());
      assert.equal(exitCode, 0, block);
      const left = block.includes(" delete ") ? { type: "absent" } : { type: "REG_DWORD", data: "1" };
      assert.deepEqual(windows.setting, left);
    }
    assert.equal(codeBlocks("bat").length, 2);
  });

  it("shows fingerprints of a form that is accepted", () => {
    const shown = [...readme.matchAll(/"(SHA256:[^"…]+)"/g)].map(([, text = ""]) => text);
    assert.ok(shown.length >= 4);
    for (const text of shown) assert.equal(hostKeyFormFault(text), undefined, text);
  });

  it("has no code block of a language that no test looks at", () => {
    const languages = [...readme.matchAll(/^```(\w*)$/gm)].map(([, language]) => language).filter(Boolean);
    assert.deepEqual([...new Set(languages)].sort(), ["bat", "sh", "text", "ts"]);
  });
});

function isFolder(target: string): boolean {
  return target.startsWith("examples/");
}
