/** Where a secret comes from: the text itself, an environment variable or a file, the last two read anew at each use. */
export type SecretSource = string | { readonly env: string } | { readonly file: string };

/** Where a text that is no secret comes from: the text itself or a file, read anew at each use. */
export type TextSource = string | { readonly file: string };

/** The word that switches the verification of a host off. */
export const insecureAcceptAny = "insecureAcceptAny";

/** Limits in seconds, 1 to 86,400. */
export interface Timeouts {
  /** For opening a connection up to a usable session; 20 unless told. */
  readonly connectSeconds: number;
  /** For one command; 60 unless told. */
  readonly commandSeconds: number;
}

/** What applies when a program gives no `timeouts`. */
export const defaultTimeouts: Timeouts = { connectSeconds: 20, commandSeconds: 60 };
