import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { createSecretReader } from "../../provider/engine/secrets";
import { CredentialUnavailableError } from "../../provider/errors";
import { newFolder } from "../support/run-folder";

describe("reading secrets", () => {
  let folder = "";
  before(() => {
    folder = newFolder("secrets");
    mkdirSync(join(folder, "home"));
    mkdirSync(join(folder, "program"));
  });

  function reader(environment: Record<string, string | undefined> = {}) {
    const folders = { home: () => join(folder, "home"), working: () => join(folder, "program") };
    return { read: createSecretReader({ environment, folders }) };
  }

  function fault(work: () => unknown): string {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof CredentialUnavailableError);
      return error.message;
    }
    return assert.fail("nothing was thrown");
  }

  it("shows what cannot be seen in the name of a source", () => {
    const { read } = reader();
    assert.match(
      fault(() => read("password", { env: "P\u3164W" })),
      /environment variable "P\\u3164W"/,
    );
    assert.match(
      fault(() => read("password", { file: "p\u2800w" })),
      /file "p\\u2800w"/,
    );
  });

  it("takes text and variables as they are", () => {
    const { read } = reader({ PW: ' b%"\\ä\n' });
    assert.equal(read("password", " a "), " a ");
    assert.equal(read("password", { env: "PW" }), ' b%"\\ä\n');
  });

  it("reads a file again at each use, from the home folder or relative to the program, without its last line end", () => {
    const { read } = reader();
    writeFileSync(join(folder, "home", "pw"), "one\r\n");
    assert.equal(read("password", { file: "~/pw" }), "one");
    writeFileSync(join(folder, "home", "pw"), "two\n\n");
    assert.equal(read("password", { file: "~/pw" }), "two\n");
    writeFileSync(join(folder, "program", "pw"), "three");
    assert.equal(read("password", { file: "pw" }), "three");
    assert.equal(read("password", { file: "../program/pw" }), "three");
    assert.equal(read("password", { file: join(folder, "program", "pw") }), "three");
  });

  it("refuses what is longer than any password or key", () => {
    const { read } = reader({ PW: "x".repeat(64 * 1024 + 1), FITS: "x".repeat(64 * 1024) });
    assert.match(
      fault(() => read("password", { env: "PW" })),
      /password \(environment variable PW\) is longer than 64 KiB/,
    );
    assert.equal(read("password", { env: "FITS" }).length, 64 * 1024);
  });

  it("reads a variable again at each use", () => {
    const environment: Record<string, string> = { PW: "old" };
    const { read } = reader(environment);
    read("password", { env: "PW" });
    environment.PW = "new";
    assert.equal(read("password", { env: "PW" }), "new");
  });

  it("reads the marks that Windows editors leave", () => {
    const { read } = reader();
    writeFileSync(
      join(folder, "program", "bom"),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from("ä\r\n")]),
    );
    assert.equal(read("password", { file: "bom" }), "ä");
    writeFileSync(join(folder, "program", "utf16"), Buffer.from("\ufeffä漢\r\n", "utf16le"));
    assert.equal(read("password", { file: "utf16" }), "ä漢");
  });

  it("says which property and source is at fault, and how, but never the content", () => {
    const { read } = reader({ EMPTY: "" });
    writeFileSync(join(folder, "program", "empty"), "\n");
    writeFileSync(join(folder, "program", "binary"), Buffer.from([0x63, 0x61, 0x6e, 0x61, 0x72, 0x79, 0xff]));
    const faults = {
      missing: fault(() => read("password", { env: "NOPE" })),
      emptyVariable: fault(() => read("password", { env: "EMPTY" })),
      emptyText: fault(() => read("passphrase", "")),
      emptyFile: fault(() => read("password", { file: "empty" })),
      noFile: fault(() => read("privateKey", { file: "~/.ssh/none" })),
      folder: fault(() => read("privateKey", { file: ".." })),
      binary: fault(() => read("password", { file: "binary" })),
      otherHome: fault(() => read("password", { file: "~root/pw" })),
    };
    assert.match(faults.missing, /password \(environment variable NOPE\) is not set/);
    assert.match(faults.emptyVariable, /password \(environment variable EMPTY\) is empty/);
    assert.match(faults.emptyText, /passphrase \(given as text\) is empty/);
    assert.match(faults.emptyFile, /password \(file empty\) is empty/);
    const absolute = join(folder, "home", ".ssh", "none");
    assert.ok(
      faults.noFile.includes(`privateKey (file ~/.ssh/none) does not exist: ${absolute}.`),
      faults.noFile,
    );
    assert.match(faults.folder, /is a folder/);
    assert.match(faults.binary, /is not UTF-8 text/);
    assert.match(faults.otherHome, /another account's home/);
    for (const message of Object.values(faults)) assert.ok(!/canary/.test(message));
  });
});
