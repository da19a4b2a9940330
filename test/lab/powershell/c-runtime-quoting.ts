/** The word in quotes, so that the C run-time makes the same word of it again. */
export function quotedForRuntime(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

/** The word, in quotes only where it needs them. */
export function escapedForRuntime(word: string): string {
  return word !== "" && !/[\s"]/.test(word) ? word : quotedForRuntime(word);
}
