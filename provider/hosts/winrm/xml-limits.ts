import { MalformedReplyError } from "./malformed-reply";

// Far above what a reply has.
const longestTag = 4_096;
const deepestNesting = 40;
/** Each takes the parser some hundredths of a millisecond, while everything else waits. */
const mostTags = 4_000;
// All but the characters of XML 1.0, section 2.2.
const impossible = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Whether XML can hold the text at all, escaped or not. */
export function isXmlText(text: string): boolean {
  return !impossible.test(text);
}

/**
 * Scans a document before it is parsed, in one pass: rejects what the parser would let pass though it is not
 * well-formed, what no reply may have, and what would make the parser's work grow with the square of its length.
 * @throws MalformedReplyError
 */
export function checkXmlLimits(text: string): void {
  if (!isXmlText(text)) throw notWellFormed("a character that XML does not allow");
  let depth = 0;
  let tags = 0;
  for (let at = text.indexOf("<"), end = 0; at >= 0; at = text.indexOf("<", end)) {
    rejectBareReferences(text.slice(end, at));
    end = endOfMarkup(text, at);
    if (++tags > mostTags) throw new MalformedReplyError("the host's reply has too many elements");
    if (/[!?]/.test(text.charAt(at + 1))) continue;
    rejectBareReferences(text.slice(at, end));
    if (text.charAt(at + 1) === "/") depth--;
    else if (text.charAt(end - 2) !== "/") depth++;
    if (depth < 0) throw notWellFormed("an end tag without a start tag");
    if (depth > deepestNesting) throw new MalformedReplyError("the host's reply is nested too deeply");
  }
}

function rejectBareReferences(text: string): void {
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) {
    const [, decimal, hexadecimal] =
      /^&(?:amp|lt|gt|quot|apos|#(\d{1,7})|#x([\da-fA-F]{1,6}));/.exec(text.slice(at, at + 12)) ?? fail();
    if (decimal === undefined && hexadecimal === undefined) continue;
    const point = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
    if (point > 0x10ffff || !isXmlText(String.fromCodePoint(point))) fail();
  }

  function fail(): never {
    throw notWellFormed("an invalid reference");
  }
}

function notWellFormed(what: string): MalformedReplyError {
  return new MalformedReplyError(`the host's reply is not well-formed XML: it has ${what}`);
}

function endOfMarkup(text: string, at: number): number {
  if (text.startsWith("<!--", at)) return after(text, "-->", at + 4);
  if (text.startsWith("<![CDATA[", at)) return after(text, "]]>", at);
  const declaration = text.startsWith("<?xml", at) && /\s/.test(text.charAt(at + 5));
  if (text.startsWith("<!", at) || (text.startsWith("<?", at) && !declaration)) {
    throw new MalformedReplyError(
      "the host's reply has a DOCTYPE or a processing instruction, which SOAP forbids",
    );
  }
  const markup = /^<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/.exec(text.slice(at, at + longestTag));
  if (markup === null) throw new MalformedReplyError("the host's reply has an unclosed tag");
  return at + markup[0].length;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  if (found < 0) throw new MalformedReplyError("the host's reply has an unclosed comment");
  return found + mark.length;
}
