import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** The folder of this checkout. */
export const checkout = resolve(__dirname, "..", "..");

/** A Markdown page: its path below a folder, with forward slashes, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Every page below a folder that people read: README and what lies beside it, docs, and a README of each example. */
export function pagesOf(folder: string = checkout): Page[] {
  const beside = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"];
  const below = ["docs", "examples"].flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md") && !path.includes("node_modules"))
      .map((path) => join(name, path).split(sep).join("/")),
  );
  return [...beside, ...below.sort()].map((path) => page(path, folder));
}

/** One page, by its path. */
export function page(path: string, folder: string = checkout): Page {
  return { path, text: readFileSync(join(folder, path), "utf8") };
}

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** What the last line before it says, such as a file's name. */
  readonly introduction: string;
}

/** The fenced blocks of a page, in order. */
export function blocksOf({ text }: Page): Block[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((found) => {
    const [, language = "", block = ""] = found;
    const introduction = text.slice(0, found.index).trimEnd().split("\n").at(-1) ?? "";
    return { language, text: block, introduction };
  });
}

/** The blocks for Windows PowerShell, with the page that each is on. */
export function powerShellBlocks(): { readonly path: string; readonly text: string }[] {
  return pagesOf().flatMap((of) =>
    blocksOf(of).flatMap(({ language, text }) =>
      language === "powershell" ? [{ path: of.path, text }] : [],
    ),
  );
}

/** The text below a heading, up to the next one of its rank or above. */
export function sectionOf({ path, text }: Page, heading: string): string {
  const lines = withoutBlocks(text).split("\n");
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (from < 0) throw new Error(`${path} has no section "${heading}"`);
  const rank = /^#+/.exec(lines[from] ?? "")?.[0].length ?? 0;
  const to = lines.findIndex((line, at) => at > from && (/^#+(?= )/.exec(line)?.[0].length ?? 9) <= rank);
  return text
    .split("\n")
    .slice(from + 1, to < 0 ? undefined : to)
    .join("\n");
}

/** A document with this text between two of its lines, in place of what stood there. */
export function withBetween(document: string, begin: string, end: string, text: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} before an ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

/** The headings of a page, without the text of blocks. */
export function headingsOf({ text }: Page): string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading.trim());
}

/** The anchors of a page: of its headings, as GitHub makes them, and those that it sets itself. */
export function anchorsOf(of: Page): Set<string> {
  const made = headingsOf(of).map((heading) =>
    heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replace(/ /g, "-"),
  );
  const set = [...of.text.matchAll(/<a (?:id|name)="([^"]+)">/g)].map(([, name = ""]) => name);
  return new Set([...made, ...set]);
}

/** What is wrong with the links of a page that lead into the folder: `page: link`. */
export function brokenLinksOf(of: Page, folder: string = checkout): string[] {
  return linksOf(of)
    .filter((link) => !leadsSomewhere(of, link, folder))
    .map((link) => `${of.path}: ${link}`);
}

/** Where a page links to, apart from other sites. */
export function linksOf({ text }: Page): string[] {
  const prose = withoutBlocks(text);
  const inline = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const listed = [...prose.matchAll(/^\[[^\]]+\]: (\S+)$/gm)].map(([, link = ""]) => link);
  return [...inline, ...listed].filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere({ path, text }: Page, link: string, folder: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? join(folder, path) : join(folder, dirname(path), file);
  if (relative(folder, target).startsWith("..") || !existsSync(target)) return false;
  if (anchor === undefined || statSync(target).isDirectory()) return anchor === undefined;
  const there = file === "" ? text : readFileSync(target, "utf8");
  return anchorsOf({ path: file, text: there }).has(anchor);
}

/** The same text with empty lines in place of blocks, whose comments look like headings. */
function withoutBlocks(text: string): string {
  return text.replace(/^```.*?^```$/gms, (block) => block.replace(/.+/g, ""));
}
