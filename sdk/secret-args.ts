import type * as pulumi from "@pulumi/pulumi";

/**
 * A secret: its text, or where to read it. A text is encrypted in the state; of the other two only the name is stored, and they are
 * read anew by every command, refresh and destroy included, so that a rotated secret needs no update.
 */
export type SecretArgs = string | SecretFromEnvironment | SecretFromFile;

/** A secret in an environment variable of the machine that runs Pulumi. */
export interface SecretFromEnvironment {
  /** Name of the environment variable. */
  env: pulumi.Input<string>;
  /** Not together with `env`. */
  file?: never;
}

/** A secret in a file on the machine that runs Pulumi. */
export interface SecretFromFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  file: pulumi.Input<string>;
  /** Not together with `file`. */
  env?: never;
}
