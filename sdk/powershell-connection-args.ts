import type * as pulumi from "@pulumi/pulumi";
import type { NotTaken, SshOnlyNames, WinrmOnlyNames } from "./connection-names";
import type { SecretArgs } from "./secret-args";

/** A connection through PowerShell on the machine that runs Pulumi: that very machine, or another computer by PowerShell remoting. */
export type PowerShellConnectionArgs =
  | PowerShellThisMachineArgs
  | PowerShellOwnLogonConnectionArgs
  | PowerShellPasswordConnectionArgs;

/**
 * This very machine: the program runs on the Windows computer that it is about, in a terminal that was started with "Run as
 * administrator". It cannot be restarted by the same program: `reboot.when` stays "never".
 */
export interface PowerShellThisMachineArgs extends PowerShellEndpointArgs {
  /** Left out: it is this very machine, called `localhost` in messages and outputs. */
  host?: never;
  /** Belongs to another computer. */
  port?: never;
  /** Belongs to another computer. */
  scheme?: never;
  /** Belongs to another computer. */
  user?: never;
  /** Belongs to another computer. */
  password?: never;
}

/** PowerShell remoting with the logon of whoever runs Pulumi (single sign-on): there is no password anywhere. */
export interface PowerShellOwnLogonConnectionArgs extends PowerShellRemotingArgs {
  /** Only together with a password. */
  user?: never;
  /** Only together with a user. */
  password?: never;
}

/** PowerShell remoting with a credential. */
export interface PowerShellPasswordConnectionArgs extends PowerShellRemotingArgs {
  /** Account on the host: an administrator, as `user` or `COMPUTER\\user` (local), `DOMAIN\\user` or `user@domain`. */
  user: pulumi.Input<string>;
  /** Password of `user`: the text (kept as a secret), or where to read it. Never on a command line, nor in a transcript. */
  password: pulumi.Input<SecretArgs>;
}

/** Where another computer is. */
export interface PowerShellRemotingArgs extends PowerShellEndpointArgs {
  /** Name of the computer; an address needs `scheme: "https"`, or an entry in this machine's TrustedHosts. */
  host: pulumi.Input<string>;
  /**
   * TCP port of its WinRM service, 1 to 65535.
   * @default 5985, or 5986 for HTTPS
   */
  port?: pulumi.Input<number> | undefined;
  /**
   * `http`, where Windows encrypts every message itself, or `https`, where this Windows verifies the host's certificate.
   * @default "http"
   */
  scheme?: pulumi.Input<"http" | "https"> | undefined;
}

/** What every connection through PowerShell has. */
export interface PowerShellEndpointArgs extends NotTaken<SshOnlyNames | Exclude<WinrmOnlyNames, "scheme">> {
  /** Says that the host is reached through PowerShell. */
  transport: pulumi.Input<"powershell">;
  /**
   * The PowerShell to start on the machine that runs Pulumi: `pwsh`, or a path. Windows PowerShell 5.1 and PowerShell 7 both do.
   * @default Windows PowerShell on Windows, else `pwsh`
   */
  executable?: pulumi.Input<string> | undefined;
}
