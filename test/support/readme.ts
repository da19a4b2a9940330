import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of README.md. */
export const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");

/** The code blocks of one language, in order. */
export function codeBlocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...readme.matchAll(fence)].map(([, block = ""]) => block);
}

/** The rows of the first table below a heading, without head and rule, split into cells. */
export function tableRows(heading: string): string[][] {
  const section = readme.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`README has no section "${heading}"`);
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
