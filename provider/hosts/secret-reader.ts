import { CredentialUnavailableError } from "../errors";
import type { SecretSource, TextSource } from "./connection";
import { LocalFileFault, readLocalText } from "./local-file";

/**
 * Gives the text of a secret. `property` is the connection's property, for messages.
 * Throws CredentialUnavailableError, naming the property and the source, never the content.
 */
export type SecretReader = (property: string, source: SecretSource) => string;

/** The words for where a secret comes from; never its content. */
export function describeSource(source: SecretSource): string {
  if (typeof source === "string") return "given as text";
  return "env" in source ? `environment variable ${source.env}` : `file ${source.file}`;
}

/** Gives a text that is no secret, from a file anew at each call; `advice` is what to do where that fails. Throws CredentialUnavailableError. */
export function readOpenText(property: string, source: TextSource, hint: string): string {
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

/** A fault of one property: `property (source): happened`. */
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
