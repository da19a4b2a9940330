import assert from "node:assert/strict";
import { errorCodes, pageOf } from "../../provider/errors";
import { hostKeyFormFault } from "../../provider/hosts/ssh/host-key";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { blocksOf, headingsOf, page, pagesOf } from "../support/documents";
import { ManualClock } from "../support/manual-clock";

describe("README", () => {
  const readme = page("README.md");

  it("is short enough to be read", () => {
    assert.ok(readme.text.split("\n").length <= 160, String(readme.text.split("\n").length));
  });

  it("says in its first fifteen lines that no part of it has run on real Windows", () => {
    assert.match(
      readme.text.split("\n").slice(0, 15).join("\n"),
      /No part of it has run against a real Windows machine/,
    );
  });
});

describe("docs/errors.md", () => {
  it("has one heading for each code, in the order of the codes, and none for anything else", () => {
    assert.deepEqual(headingsOf(page("docs/errors.md")), ["Errors", ...errorCodes]);
  });

  it("is where the address in every message leads", () => {
    for (const code of errorCodes) assert.equal(pageOf(code), `docs/errors.md#${code.toLowerCase()}`);
  });
});

describe("docs/going-back.md", () => {
  it("goes back by hand with commands that do so", async () => {
    const blocks = blocksOf(page("docs/going-back.md")).filter(({ language }) => language === "bat");
    assert.equal(blocks.length, 2);
    for (const { text } of blocks) {
      const windows = new SimulatedWindows({
        clock: new ManualClock(),
        startValue: { type: "REG_DWORD", data: "2" },
      });
      const { exitCode } = await windows.execute(text.trim());
      assert.equal(exitCode, 0, text);
      const left = text.includes(" delete ") ? { type: "absent" } : { type: "REG_DWORD", data: "1" };
      assert.deepEqual(windows.setting, left);
    }
  });
});

describe("docs/hooks.md", () => {
  it("shows the hooks of examples/drained-servers as they stand", () => {
    const [block] = blocksOf(page("docs/hooks.md")).filter(({ language }) => language === "ts");
    assert.equal(block?.text, page("examples/drained-servers/hooks.ts").text);
  });
});

describe("the pages", () => {
  it("show fingerprints of a form that is accepted", () => {
    const shown = pagesOf().flatMap(({ text }) => [...text.matchAll(/"?(SHA256:[\w+/]{10,})/g)]);
    assert.ok(shown.length >= 6);
    for (const [, text = ""] of shown) assert.equal(hostKeyFormFault(text), undefined, text);
  });

  it("have no code block of a language that no test looks at", () => {
    const languages = pagesOf().flatMap((of) => blocksOf(of).map(({ language }) => language));
    const tested = ["bat", "csv", "powershell", "sh", "text", "ts", "yaml"];
    assert.deepEqual(
      [...new Set(languages)].filter((language) => language !== "" && !tested.includes(language)),
      [],
    );
  });
});
