import { CredentialUnavailableError } from "../errors";
import { visible } from "../validation/wording";
import type { SecretSource, TextSource } from "./connection";
import { LocalFileFault, readLocalText } from "./local-file";

/**
 * Gives the text of a secret. `property` is the connection's property, for messages.
 * Throws CredentialUnavailableError, naming the property and the source, never the content.
 */
export type SecretReader = (property: string, source: SecretSource) => string;

/** The words for where a secret comes from; never its content. */
function describeSource(source: SecretSource): string {
  if (typeof source === "string") return "given as text";
  return "env" in source ? `environment variable ${visible(source.env)}` : `file ${visible(source.file)}`;
}

/** A text that a connection gives or names, as it is now; the credential is made from it. */
export interface SourcedText {
  readonly text: string;
  /** What the connection calls it and where it came from, for messages. */
  readonly property: string;
  readonly source: SecretSource;
}

/** Reads the texts of one connection, noting in `faults` what cannot be read; `prefix` is put before each property's name. */
export class TextReader {
  constructor(
    private readonly readSecret: SecretReader,
    private readonly faults: CredentialErrors,
    private readonly prefix = "",
  ) {}

  /** A secret; undefined if there is none, or it cannot be read. */
  secret(name: string, source: SecretSource | undefined): SourcedText | undefined {
    return this.read(name, source, this.readSecret);
  }

  /** A text that is not secret, read from its file at each call; `hint` says what to do where that fails. */
  open(name: string, source: TextSource | undefined, hint: string): SourcedText | undefined {
    return this.read(name, source, (property, from) => readOpenText(property, from, hint));
  }

  private read<Source extends SecretSource>(
    name: string,
    source: Source | undefined,
    read: (property: string, source: Source) => string,
  ): SourcedText | undefined {
    if (source === undefined) return undefined;
    if (typeof source === "object" && "env" in source) variablesWithSecrets.add(source.env.toUpperCase());
    const property = `${this.prefix}${name}`;
    const text = this.faults.attempt(() => read(property, source));
    return text === undefined ? undefined : { text, property, source };
  }
}

/** The environment variables that the connections of this process name: in capitals, since Windows does not tell them apart. */
const variablesWithSecrets = new Set<string>();

/** Whether a connection names this environment variable as the place of a secret. */
export function holdsSecret(variable: string): boolean {
  return variablesWithSecrets.has(variable.toUpperCase());
}

function readOpenText(property: string, source: TextSource, hint: string): string {
  if (typeof source === "string") return source;
  try {
    return readLocalText(source.file);
  } catch (error) {
    if (!(error instanceof LocalFileFault)) throw error;
    throw credentialFault(property, source, error.message, hint);
  }
}

/** Collects what is wrong with the credentials of one connection, so that a user sees all of it at once. */
export class CredentialErrors {
  private readonly faults: { readonly problem: string; readonly hint: string }[] = [];

  constructor(private readonly host: string) {}

  /** Does the work, or notes why it could not be done and gives undefined. Other errors pass. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CredentialUnavailableError)) throw error;
      this.faults.push(error.details);
      return undefined;
    }
  }

  /** Throws one CredentialUnavailableError that says everything noted so far, if anything was. */
  throwIfAny(): void {
    if (this.faults.length === 0) return;
    throw new CredentialUnavailableError({
      operation: "use the connection's credentials",
      host: this.host,
      problem: this.faults.map((fault) => fault.problem).join("; "),
      hint: [...new Set(this.faults.map((fault) => fault.hint))].join(" "),
    });
  }
}

/** A fault of one text that was read. */
export function faultOf(
  { property, source }: SourcedText,
  problem: string,
  hint: string,
): CredentialUnavailableError {
  return credentialFault(property, source, problem, hint);
}

/** A fault of one property: `property (source) problem`. */
export function credentialFault(
  property: string,
  source: SecretSource,
  problem: string,
  hint: string,
): CredentialUnavailableError {
  return new CredentialUnavailableError({
    operation: `read ${property}`,
    problem: `${property} (${describeSource(source)}) ${problem}`,
    hint,
  });
}

/**
 * The lines of a key or a certificate, as they were before what happens to them on their way: line breaks written as the two characters
 * `\n` (environment variables, JSON), CRLF, indentation and blanks at the ends of lines (YAML, mail), a byte order mark.
 */
export function mendedLines(given: string): string {
  const broken = /[\r\n]/.test(given.trim()) ? given : given.replaceAll("\\r", "").replaceAll("\\n", "\n");
  const lines = broken.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  return lines.map((line) => line.trim()).join("\n");
}
