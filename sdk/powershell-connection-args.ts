import type {
  endpointEntries,
  passwordEntries,
  remotingEntries,
} from "../provider/hosts/powershell/connection";
import type { Resolved } from "../provider/validation/schema";
import type { ArgsOf } from "./args-of";

/** A connection through PowerShell on the machine that runs Pulumi: to that machine itself, or to another computer by PowerShell remoting. */
export type PowerShellConnectionArgs =
  | PowerShellThisMachineArgs
  | PowerShellPasswordConnectionArgs
  | PowerShellOwnLogonConnectionArgs;

/**
 * This machine itself: the program runs on the Windows computer that it configures, in a terminal that was started with "Run as
 * administrator". The same program cannot restart it: `reboot.when` stays "never". Messages and outputs call it `localhost`.
 */
export interface PowerShellThisMachineArgs extends PowerShellEndpointArgs {}

/** PowerShell remoting with the logon of the account that runs Pulumi (single sign-on): there is no password anywhere. */
export interface PowerShellOwnLogonConnectionArgs extends PowerShellRemotingArgs {}

/** PowerShell remoting with a credential. */
export interface PowerShellPasswordConnectionArgs
  extends PowerShellRemotingArgs,
    ArgsOf<Resolved<typeof passwordEntries>> {}

/** Where another computer is. */
export interface PowerShellRemotingArgs
  extends PowerShellEndpointArgs,
    ArgsOf<Resolved<typeof remotingEntries>> {}

/** What every connection through PowerShell has. */
export interface PowerShellEndpointArgs extends ArgsOf<Resolved<typeof endpointEntries>> {}
