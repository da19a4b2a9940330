import assert from "node:assert/strict";
import { powerShellBlocks } from "../support/documents";

const blocks = powerShellBlocks();

/** The text without strings and comments, where any character may stand. */
function bare(text: string): string {
  return text.replace(/'[^'\n]*'|"[^"\n]*"|#.*/g, "''");
}

describe("the PowerShell blocks of the pages", () => {
  it("are there, on the page that prepares Windows", () => {
    assert.ok(blocks.filter(({ path }) => path === "docs/prepare-windows.md").length >= 10);
  });

  it("hold nothing that only PowerShell 7 knows: && || ?? ?. ?: and the switches of newer cmdlets", () => {
    for (const { path, text } of blocks)
      assert.doesNotMatch(bare(text), /&&|\|\||\?\?|\?\.|\s\?\s|-AsByteStream|utf8NoBOM|-Parallel\b/, path);
  });

  it("keep the tables that winrm takes in quotes, since PowerShell makes its own of a bare @{", () => {
    for (const { path, text } of blocks)
      for (const line of text.split("\n"))
        if (/^winrm /.test(line)) assert.doesNotMatch(bare(line), /@\{/, `${path}: ${line}`);
  });

  it("write no file by > or Out-File, whose UTF-16 sshd does not read", () => {
    for (const { path, text } of blocks) assert.doesNotMatch(bare(text), /(^|\s)>|Out-File/, path);
  });

  it("name accounts by SID where they set rights, so that they work in every language of Windows", () => {
    const rights = blocks.flatMap(({ text }) => text.split("\n")).filter((line) => /^icacls/.test(line));
    assert.equal(rights.filter((line) => line.includes("/grant")).length, 1);
    for (const line of rights) assert.doesNotMatch(line, /Administrators|SYSTEM/, line);
    const reset = rights.findIndex((line) => line.endsWith("/reset"));
    assert.ok(reset >= 0 && reset < rights.findIndex((line) => line.includes("/inheritance:r")));
  });
});
