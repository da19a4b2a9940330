/** Whether this is a blank of PowerShell; a line break is none. */
export function isBlank(character: string): boolean {
  return /^[\t\f\v\u0085\p{Z}]$/u.test(character);
}

/** Whether this is a line break, or the first half of one. */
export function isLineBreak(character: string): boolean {
  return character === "\n" || character === "\r";
}

/** Whether a word ends before this, wherever it stands; the end of the text is "". */
export function endsWord(character: string): boolean {
  return character === "" || "&(),;{|}\r\n".includes(character) || isBlank(character);
}

/** Whether this is a single quote: the curly ones count. */
export function isSingleQuote(character: string): boolean {
  return /^['\u2018-\u201b]$/.test(character);
}

/** Whether this is a double quote: the curly ones count. */
export function isDoubleQuote(character: string): boolean {
  return /^["\u201c-\u201e]$/.test(character);
}

/** Whether this is a dash: the longer ones count. */
export function isDash(character: string): boolean {
  return /^[-\u2013-\u2015]$/.test(character);
}

/** Whether a variable's name may begin so. */
export function startsVariable(character: string): boolean {
  return /^[\p{L}\p{Nd}_$:?^]$/u.test(character);
}
