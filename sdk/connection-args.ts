import type * as pulumi from "@pulumi/pulumi";

/** How to reach a host; `transport` tells the kinds apart. A connection has exactly one kind of credential. */
export type ConnectionArgs = SshConnectionArgs;

/** A connection over SSH, with a password or with a private key. */
export type SshConnectionArgs = SshPasswordConnectionArgs | SshPrivateKeyConnectionArgs;

/** A connection over SSH that logs on with a password. */
export interface SshPasswordConnectionArgs extends SshEndpointArgs {
  /** Password of `user`: the text (kept as a secret), or where to read it. */
  password: pulumi.Input<SecretArgs>;
  /** Not together with a password. */
  privateKey?: never;
  /** Belongs to a private key. */
  passphrase?: never;
}

/** A connection over SSH that logs on with a private key. */
export interface SshPrivateKeyConnectionArgs extends SshEndpointArgs {
  /** Private key of `user` in OpenSSH or PEM form: the text (kept as a secret), or where to read it. */
  privateKey: pulumi.Input<SecretArgs>;
  /**
   * Passphrase of the private key: the text (kept as a secret), or where to read it.
   * @default the key is not encrypted
   */
  passphrase?: pulumi.Input<SecretArgs> | undefined;
  /** Not together with a private key. */
  password?: never;
}

/** Where an SSH server is, and how it proves that it is the right one. */
export interface SshEndpointArgs {
  /** Says that the host is reached over SSH. Its shell for `user` has to be cmd. */
  transport: pulumi.Input<"ssh">;
  /** Name or address of the host. */
  host: pulumi.Input<string>;
  /**
   * TCP port of the SSH server, 1 to 65535.
   * @default 22
   */
  port?: pulumi.Input<number> | undefined;
  /** Account on the host: an administrator whose SSH sessions are elevated. */
  user: pulumi.Input<string>;
  /**
   * Which host key is accepted: its fingerprint (`SHA256:…`), a line as in known_hosts, a known_hosts file,
   * or the word `insecureAcceptAny`, which accepts whatever answers.
   */
  hostKey: pulumi.Input<HostKeyArgs>;
  /**
   * Seconds between keepalive packets.
   * @default 10
   */
  keepaliveSeconds?: pulumi.Input<number> | undefined;
}

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

/** Which host key is accepted: the text forms, or a known_hosts file. */
export type HostKeyArgs = string | KnownHostsFile;

/** A file in OpenSSH's known_hosts form on the machine that runs Pulumi. */
export interface KnownHostsFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  file: pulumi.Input<string>;
}

/** Limits for talking to the host. */
export interface TimeoutsArgs {
  /**
   * Seconds for opening a connection up to a usable session, 1 to 86,400.
   * @default 20
   */
  connectSeconds?: pulumi.Input<number> | undefined;
  /**
   * Seconds for one command, 1 to 86,400.
   * @default 60
   */
  commandSeconds?: pulumi.Input<number> | undefined;
}

/** What to do when the host cannot be reached. Create and update always fail then. */
export interface OnUnreachableArgs {
  /**
   * For refresh: `fail` ends with an error, `keep` keeps the old state with status `unknown`.
   * @default "fail"
   */
  refresh?: pulumi.Input<"fail" | "keep"> | undefined;
  /**
   * For delete: `fail` ends with an error, `forget` drops the resource from the state and leaves the host as it is.
   * @default "fail"
   */
  delete?: pulumi.Input<"fail" | "forget"> | undefined;
}
