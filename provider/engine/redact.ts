import { CredentialUnavailableError } from "../errors";
import { cutMark, redacted } from "../sanitize";
import { secretEncodings } from "./secret-encodings";

/** A secret this short is a part of ordinary words; it is replaced only where it stands by itself. */
const shortestAnywhere = 4;

/** The most characters that are remembered: the forms of tens of thousands of passwords, or of some hundred RSA keys. */
const mostCharacters = 128 * 1024 * 1024;
/** What a form takes beside its characters. */
const charactersAForm = 64;

/** A secret that is remembered. */
interface KnownSecret {
  readonly forms: readonly string[];
  readonly characters: number;
  /** How many hold it. */
  holders: number;
}

/**
 * Keeps the secrets that this process has read and takes them out of text, in their own form and in those that protocols and error messages
 * give them. One that somebody holds is never forgotten; the others are as long as there is room, and then the one goes first that was read
 * last the longest ago.
 */
export class Redactor {
  /** The one that was read last comes last. */
  private readonly known = new Map<string, KnownSecret>();
  private characters = 0;
  /** Every form by its first characters, and how many secrets have it: a text is searched once, however many hosts have a secret of their own. */
  private readonly anywhere = new Map<string, Map<string, number>>();
  private readonly alone = new Set<string>();

  constructor(private readonly most = mostCharacters) {}

  /**
   * Takes note of a secret; whoever reads it holds it until the function is called that comes back. Empty and blank ones hide nothing and are
   * passed over. Throws CredentialUnavailableError where those that are held leave no room: it must not be used then, since nothing could
   * keep it out of a message.
   */
  remember(secret: string): () => void {
    if (typeof secret !== "string" || secret.trim() === "") return () => {};
    const known = this.known.get(secret) ?? this.learn(secret);
    this.known.delete(secret);
    this.known.set(secret, known);
    known.holders += 1;
    let isHeld = true;
    return () => {
      if (isHeld) known.holders -= 1;
      isHeld = false;
    };
  }

  /** The text with every known secret replaced by `[secret]`. Never throws: a message must get out, and must not get out unredacted. */
  redact(text: string): string {
    try {
      // Callers may hold what is no string after all, such as the message of something that was thrown.
      const whole = String(text);
      return cut(whole, this.spans(whole));
    } catch {
      return "[text withheld: it could not be checked for secrets]";
    }
  }

  private learn(secret: string): KnownSecret {
    const isShort = secret.length < shortestAnywhere;
    const forms = isShort ? [] : [...secretEncodings(secret)];
    const characters = forms.reduce((sum, form) => sum + form.length + charactersAForm, charactersAForm);
    this.makeRoomFor(characters);
    this.characters += characters;
    if (isShort) this.alone.add(secret);
    for (const form of forms) {
      const start = form.slice(0, shortestAnywhere);
      const alike = this.anywhere.get(start) ?? new Map<string, number>();
      this.anywhere.set(start, alike.set(form, (alike.get(form) ?? 0) + 1));
    }
    return { forms, characters, holders: 0 };
  }

  private makeRoomFor(characters: number): void {
    for (const [secret, known] of this.known) {
      if (this.characters + characters <= this.most) return;
      if (known.holders === 0) this.forget(secret, known);
    }
    if (this.characters + characters <= this.most) return;
    throw new CredentialUnavailableError({
      operation: "use the connection's credentials",
      problem: "more secrets are in use at a time than can be kept out of messages",
      hint: "Run fewer resources at a time: `pulumi up --parallel 16`.",
    });
  }

  private forget(secret: string, { forms, characters }: KnownSecret): void {
    this.known.delete(secret);
    this.alone.delete(secret);
    this.characters -= characters;
    for (const form of forms) {
      const start = form.slice(0, shortestAnywhere);
      const alike = this.anywhere.get(start);
      const others = (alike?.get(form) ?? 1) - 1;
      if (others > 0) alike?.set(form, others);
      else alike?.delete(form);
      if (alike?.size === 0) this.anywhere.delete(start);
    }
  }

  /** Where secrets are: merged, so that of two that overlap nothing is left over. */
  private spans(text: string): Span[] {
    const found: Span[] = [];
    const marks = cutMarksIn(text);
    for (let start = 0; start + shortestAnywhere <= text.length; start++) {
      const forms = this.anywhere.get(text.slice(start, start + shortestAnywhere))?.keys() ?? [];
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
