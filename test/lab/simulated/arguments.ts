/**
 * Splits a command line as the C run-time of Windows programs does: blanks part, quotes join, `\"` is a quote, a pair
 * of backslashes before a quote is one, `""` inside quotes is a quote.
 */
export function splitArguments(commandLine: string): string[] {
  const found: string[] = [];
  let current: string | undefined;
  let quoted = false;
  for (let at = 0; at < commandLine.length; at++) {
    const character = commandLine.charAt(at);
    if (character === "\\") {
      const run = /^\\+/.exec(commandLine.slice(at))?.[0].length ?? 1;
      const beforeQuote = commandLine.charAt(at + run) === '"';
      current = (current ?? "") + "\\".repeat(beforeQuote ? Math.floor(run / 2) : run);
      at += run - 1;
      if (beforeQuote && run % 2 === 1) {
        current += '"';
        at++;
      }
    } else if (character === '"') {
      current ??= "";
      if (quoted && commandLine.charAt(at + 1) === '"') {
        current += '"';
        at++;
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && (character === " " || character === "\t")) {
      if (current !== undefined) found.push(current);
      current = undefined;
    } else {
      current = (current ?? "") + character;
    }
  }
  if (current !== undefined) found.push(current);
  return found;
}

/** The word in quotes, so that the C run-time makes the same word of it again. */
export function quotedForRuntime(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}
