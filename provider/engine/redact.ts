import { cutMark, redacted } from "../sanitize";
import { secretEncodings } from "./secret-encodings";

/** A secret this short is a part of ordinary words; it is replaced only where it stands by itself. */
const shortestAnywhere = 4;

/**
 * Keeps the secrets that this process has read and takes them out of text, in their own form and in those that
 * protocols and error messages give them. Never throws: a message must get out, and must not get out unredacted.
 */
export class Redactor {
  private readonly known = new Set<string>();
  /** Every form by its first characters: a text is searched once, however many hosts have a secret of their own. */
  private readonly anywhere = new Map<string, Set<string>>();
  private readonly alone = new Set<string>();

  /** Takes note of a secret. Empty and blank ones hide nothing and are passed over. */
  remember(secret: string): void {
    if (typeof secret !== "string" || secret.trim() === "" || this.known.has(secret)) return;
    this.known.add(secret);
    if (secret.length < shortestAnywhere) {
      this.alone.add(secret);
      return;
    }
    for (const form of secretEncodings(secret)) {
      const start = form.slice(0, shortestAnywhere);
      this.anywhere.set(start, (this.anywhere.get(start) ?? new Set()).add(form));
    }
  }

  /** The text with every known secret replaced by `[secret]`. */
  redact(text: string): string {
    try {
      // Callers may hold what is no string after all, such as the message of something that was thrown.
      const whole = String(text);
      return cut(whole, this.spans(whole));
    } catch {
      return "[text withheld: it could not be checked for secrets]";
    }
  }

  /** Where secrets are: merged, so that of two that overlap nothing is left over. */
  private spans(text: string): Span[] {
    const found: Span[] = [];
    const marks = cutMarksIn(text);
    for (let start = 0; start + shortestAnywhere <= text.length; start++) {
      const forms = this.anywhere.get(text.slice(start, start + shortestAnywhere)) ?? [];
      for (const form of forms) found.push(...spansFrom(text, start, form, marks));
    }
    for (const form of this.alone) {
      const here: Span[] = [];
      find(text, form, here);
      found.push(...here.filter((span) => standsAlone(text, span)));
    }
    return found.sort((one, other) => one.start - other.start);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function find(text: string, form: string, found: Span[]): void {
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
    found.push({ start: at, end: at + form.length });
  }
}

function cutMarksIn(text: string): number[] {
  const marks: number[] = [];
  for (let at = text.indexOf(cutMark); at !== -1; at = text.indexOf(cutMark, at + 1)) marks.push(at);
  return marks;
}

/**
 * Where a form that may begin here ends. Text from a host is cut before it gets here: what is left of a secret before the mark of a cut
 * is one, too.
 */
function spansFrom(text: string, start: number, form: string, marks: readonly number[]): Span[] {
  if (text.startsWith(form, start)) return [{ start, end: start + form.length }];
  return marks
    .filter((mark) => mark - start >= shortestAnywhere && mark - start < form.length)
    .filter((mark) => form.startsWith(text.slice(start, mark)))
    .map((end) => ({ start, end }));
}

function standsAlone(text: string, { start, end }: Span): boolean {
  const word = /[\p{L}\p{N}_]/u;
  return !word.test(text.charAt(start - 1)) && !word.test(text.charAt(end));
}

function cut(text: string, spans: readonly Span[]): string {
  let result = "";
  let done = 0;
  for (const { start, end } of spans) {
    if (start >= done) result += `${text.slice(done, start)}${redacted}`;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}
