import type * as pulumi from "@pulumi/pulumi";
import type { PowerShellConnectionArgs } from "./powershell-connection-args";
import type { SshConnectionArgs } from "./ssh-connection-args";
import type { WinrmConnectionArgs } from "./winrm-connection-args";

/** How to reach a host; `transport` tells the kinds apart. A connection has exactly one kind of credential. */
export type ConnectionArgs = ConnectionArgsByTransport[keyof ConnectionArgsByTransport];

/** The kinds of connections by their transports, one line each. */
export interface ConnectionArgsByTransport {
  /** Over SSH, to the host's sshd. */
  ssh: SshConnectionArgs;
  /** Over WinRM, to the host's service of that name. */
  winrm: WinrmConnectionArgs;
  /** Through PowerShell on the machine that runs Pulumi. */
  powershell: PowerShellConnectionArgs;
}

/** The arguments of a connection that is described once in its plain form: any of them may come as an Output. */
export type InputsOf<Connection> = { [Name in keyof Connection]: pulumi.Input<Connection[Name]> };

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
