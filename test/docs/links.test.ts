import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { anchorsOf, brokenLinksOf, checkout, linksOf, page, pagesOf } from "../support/documents";

describe("the links of README, docs and examples", () => {
  for (const of of pagesOf()) {
    it(`lead to files and headings that exist: ${of.path}`, () => {
      assert.deepEqual(brokenLinksOf(of), []);
    });
  }

  it("are found broken where the file, the heading or the folder's anchor is missing", () => {
    const text =
      "[a](nowhere.md) [b](errors.md#no_code) [c](#here) [d](../examples#x) [e](errors.md#tls)\n# There\n";
    assert.deepEqual(brokenLinksOf({ path: "docs/made-up.md", text }), [
      "docs/made-up.md: nowhere.md",
      "docs/made-up.md: errors.md#no_code",
      "docs/made-up.md: #here",
      "docs/made-up.md: ../examples#x",
    ]);
  });

  it("lead from README to every page of docs and every example", () => {
    const linked = new Set(linksOf(page("README.md")).map((link) => link.replace(/#.*/, "")));
    const pages = pagesOf().filter(({ path }) => path.startsWith("docs/") || path.startsWith("examples/"));
    const others = pages.flatMap((of) =>
      linksOf(of).map((link) => posix.join("docs", link.replace(/#.*/, ""))),
    );
    for (const { path } of pages) {
      const target = path.replace(/\/README\.md$/, "");
      assert.ok(linked.has(target) || others.includes(target), `nothing links to ${target}`);
    }
  });

  it("lead only to what the package holds, apart from the tests that docs/transports.md names", () => {
    const { files } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { files: string[] };
    const packed = (path: string) => files.some((file) => path === file || path.startsWith(`${file}/`));
    for (const { path, text } of pagesOf()) {
      assert.ok(packed(path), path);
      for (const link of linksOf({ path, text })) {
        const target = posix.join(path, "..", link.replace(/#.*/, ""));
        if (link.startsWith("#") || (path === "docs/transports.md" && target.startsWith("test"))) continue;
        assert.ok(packed(target), `${path}: ${link}`);
      }
    }
  });
});

describe("the anchors of a page", () => {
  it("are its headings as GitHub makes them, and those that it sets, but no comment of a block", () => {
    const text = '# A `b`: c_d!\n\n## See [x](y)\n\n<a id="set-here"></a>\n\n```sh\n# no heading\n```\n';
    assert.deepEqual([...anchorsOf({ path: "p.md", text })], ["a-b-c_d", "see-x", "set-here"]);
  });
});
