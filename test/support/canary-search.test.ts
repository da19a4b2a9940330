import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { canary, canaryKey, tellsOf } from "./canaries";
import { CanarySearch } from "./canary-search";
import { CommandLineWatch } from "./command-line-watch";
import { newFolder } from "./run-folder";
import { until } from "./until";

const secret = canary("one");
const { pem } = canaryKey(secret);

/** How a secret may be put into something that is searched, by who does that. */
const carriers: Readonly<Record<string, (secret: string) => string | Buffer>> = {
  "a plain text": (text) => `password: ${text}!`,
  JSON: (text) => JSON.stringify({ password: text }),
  "JSON in JSON": (text) => JSON.stringify({ body: JSON.stringify({ password: text }) }),
  "JSON in ASCII": (text) => `"${JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0)}`)}"`,
  "a URL": (text) => `https://host/?p=${encodeURIComponent(text)}&x=1`,
  "a form": (text) => new URLSearchParams({ p: text }).toString(),
  XML: (text) => `<p>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}</p>`,
  "a quoted argument": (text) => `'${text.replaceAll("'", "'\\''")}'`,
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64, one byte later": (text) => Buffer.from(`:${text}`).toString("base64"),
  "base64, two bytes later": (text) => Buffer.from(`u:${text}:x`).toString("base64"),
  "base64 for URLs": (text) => Buffer.from(`u${text}`).toString("base64url"),
  "base64 of UTF-16": (text) => Buffer.from(text, "utf16le").toString("base64"),
  hexadecimal: (text) => Buffer.from(text).toString("hex"),
  "hexadecimal in capitals": (text) => Buffer.from(text).toString("hex").toUpperCase(),
  "hexadecimal of UTF-16": (text) => Buffer.from(text, "utf16le").toString("hex"),
  "UTF-16": (text) => Buffer.from(`\ufeffp=${text}`, "utf16le"),
  "UTF-16 with the high byte first": (text) => Buffer.from(`p=${text}`, "utf16le").swap16(),
  "bytes read as latin1": (text) => Buffer.from(text).toString("latin1"),
  "a text cut short": (text) => text.slice(0, Math.ceil(text.length * 0.7)),
  "a text that lost its beginning": (text) => text.slice(Math.floor(text.length * 0.55)),
};

describe("the search for canaries", () => {
  for (const [name, carry] of Object.entries(carriers)) {
    it(`finds one in ${name}`, () => {
      const search = new CanarySearch([secret]);
      search.look("here", carry(secret));
      assert.notDeepEqual(search.hits, []);
      assert.ok(search.hits.every(({ where }) => where === "here"));
    });
  }

  it("finds a key in each form that a key can have", () => {
    for (const name of ["a plain text", "JSON", "a URL", "base64", "hexadecimal", "UTF-16"]) {
      const search = new CanarySearch([pem]);
      search.look("here", carriers[name]?.(pem) ?? "");
      assert.notDeepEqual(search.hits, [], name);
    }
    const line = new CanarySearch([pem]);
    line.look("here", pem.split("\n").find((each) => each.includes(tellsOf(pem)[0] ?? "?")) ?? "");
    assert.notDeepEqual(line.hits, []);
  });

  it("finds nothing where there is nothing, and says what it searched", () => {
    const search = new CanarySearch([secret, pem]);
    const other = canaryKey("another passphrase").pem;
    search.look("here", `${other}${Buffer.from(other).toString("base64")} [secret] K-x-7-Q`);
    assert.deepEqual(search.hits, []);
    assert.ok((search.searched.get("here") ?? 0) > other.length);
  });

  it("does not take the canaries of another process for its own", () => {
    // Each process loads the file once, and so does this one a second time.
    const path = require.resolve("./canaries");
    delete require.cache[path];
    const { canary: canaryOfAnother } = require(path) as typeof import("./canaries");
    const other = canaryOfAnother("one");
    assert.match(other, /^one-\w{16}"/);
    const search = new CanarySearch([secret]);
    search.look("here", other);
    assert.deepEqual(search.hits, []);
  });

  it("searches files and their names below a folder, and follows no link out of it", () => {
    const folder = newFolder("searched");
    const outside = newFolder("outside");
    mkdirSync(join(folder, "deep", ".hidden"), { recursive: true });
    writeFileSync(join(folder, "deep", ".hidden", "state.json"), JSON.stringify({ secret }));
    writeFileSync(join(folder, "deep", `${tellsOf(secret)[0]}.log`), "");
    writeFileSync(join(outside, "password"), secret);
    symlinkSync(outside, join(folder, "link"), "junction");
    const search = new CanarySearch([secret]);
    search.lookInFolder(folder);
    const found = search.hits.map(({ where }) => where.replace(folder, ""));
    assert.equal(new Set(found).size, 2, found.join());
    assert.ok(found.some((where) => where.endsWith("state.json")));
  });

  it("searches a file again only once it has changed", () => {
    const file = join(newFolder("changing"), "state.json");
    const search = new CanarySearch([secret]);
    const read: string[] = [];
    const hitsAfter = (text: string | undefined): number => {
      if (text !== undefined) writeFileSync(file, text);
      search.lookInFolder(dirname(file), (path, content) => {
        read.push(path);
        return content;
      });
      return search.hits.splice(0).length;
    };
    assert.equal(hitsAfter(`a ${secret}`), 2);
    assert.equal(hitsAfter(undefined), 0);
    assert.equal(hitsAfter(`an ${secret}`), 2);
    assert.deepEqual(read, [file, file]);
  });

  it("sees the command line of a process that runs while it watches (in /proc)", async function () {
    if (process.platform !== "linux") this.skip();
    const watch = new CommandLineWatch();
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()", secret], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    const search = new CanarySearch([secret]);
    try {
      await until(() => [...watch.seen].some((line) => line.includes("process.stdin.resume()")));
    } finally {
      watch.stop();
      child.stdin.end();
      await once(child, "close");
    }
    for (const line of watch.seen) search.look("command lines", Buffer.from(line, "latin1"));
    assert.notDeepEqual(search.hits, []);
  });
});
