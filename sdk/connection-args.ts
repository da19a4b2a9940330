import type * as pulumi from "@pulumi/pulumi";
import type * as powershell from "../provider/hosts/powershell/connection";
import type * as ssh from "../provider/hosts/ssh/connection";
import type * as winrm from "../provider/hosts/winrm/connection";
import type { Resolved } from "../provider/validation/schema";
import type { ArgsOf, Not, OneOf } from "./args-of";

/** How to reach a host; `transport` tells the kinds apart. A connection has exactly one kind of credential. */
export type ConnectionArgs = OneOf<Connections>;

type Connections = ConnectionArgsByTransport[keyof ConnectionArgsByTransport];

/** The kinds of connections by their transports, one line each. */
export interface ConnectionArgsByTransport {
  /** Over SSH, to the host's sshd. */
  ssh: SshConnectionArgs;
  /** Over WinRM, to the host's service of that name. */
  winrm: WinrmConnectionArgs;
  /** Through PowerShell on the machine that runs Pulumi. */
  powershell: PowerShellConnectionArgs;
}

/** A connection over SSH, with a password, a private key, or an agent that has the key. */
export type SshConnectionArgs =
  | SshAgentConnectionArgs
  | SshPrivateKeyConnectionArgs
  | SshPasswordConnectionArgs;

/** A connection over SSH that logs on with a password. */
export interface SshPasswordConnectionArgs extends SshEndpointArgs, SshPasswordArgs {}

/** A connection over SSH that logs on with a private key. */
export interface SshPrivateKeyConnectionArgs extends SshEndpointArgs, SshPrivateKeyArgs {}

/** A connection over SSH that logs on with a key that an SSH agent has. */
export interface SshAgentConnectionArgs extends SshEndpointArgs, SshAgentArgs {}

/** The SSH server through which a host is reached, with a credential of its own; there can be one on the way. */
export type JumpHostArgs = OneOf<JumpHosts>;

type JumpHosts = JumpHostAgentArgs | JumpHostPrivateKeyArgs | JumpHostPasswordArgs;

/** A jump host that is logged on to with a password. */
export interface JumpHostPasswordArgs extends JumpHostEndpointArgs, SshPasswordArgs {}

/** A jump host that is logged on to with a private key. */
export interface JumpHostPrivateKeyArgs extends JumpHostEndpointArgs, SshPrivateKeyArgs {}

/** A jump host that is logged on to with a key that an SSH agent has. */
export interface JumpHostAgentArgs extends JumpHostEndpointArgs, SshAgentArgs {}

/** A password for an SSH server. */
export interface SshPasswordArgs extends ArgsOf<Resolved<typeof ssh.passwordEntries>> {}

/** A private key for an SSH server. */
export interface SshPrivateKeyArgs extends ArgsOf<Resolved<typeof ssh.privateKeyEntries>> {}

/** An SSH agent that has the key for an SSH server. */
export interface SshAgentArgs extends ArgsOf<Resolved<typeof ssh.agentEntries>> {}

/** Where an SSH server is, and how it proves that it is the right one. */
export interface SshServerArgs extends ArgsOf<Resolved<typeof ssh.serverEntries>> {}

/** Where the SSH server of a host is, and the way there. */
export interface SshEndpointArgs extends SshServerArgs, ArgsOf<Resolved<typeof ssh.transportEntries>> {
  /**
   * The SSH server through which the host is reached, in a channel of a connection to it; hosts with the same one share that
   * connection. `host` and `port` are then as that server sees them.
   * @default none (direct connection)
   */
  jumpHost?: pulumi.Input<JumpHostArgs> | undefined;
}

/** Where the SSH server of a jump host is. */
export interface JumpHostEndpointArgs extends SshServerArgs, Not<"transport" | "jumpHost"> {}

/** A connection over WinRM, with a password or with a client certificate. */
export type WinrmConnectionArgs = WinrmPasswordConnectionArgs | WinrmCertificateConnectionArgs;

/** A connection over WinRM that logs on with a password. */
export interface WinrmPasswordConnectionArgs
  extends WinrmEndpointArgs,
    ArgsOf<Resolved<typeof winrm.passwordEntries>> {}

/** A connection over WinRM that logs on with a client certificate, over TLS 1.2. */
export interface WinrmCertificateConnectionArgs
  extends WinrmEndpointArgs,
    ArgsOf<Resolved<typeof winrm.certificateEntries>> {}

/** Where a WinRM service is, and how it proves that it is the right one. Nothing is ever sent in the clear. */
export interface WinrmEndpointArgs extends ArgsOf<Resolved<typeof winrm.endpointEntries>> {}

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
    ArgsOf<Resolved<typeof powershell.passwordEntries>> {}

/** Where another computer is. */
export interface PowerShellRemotingArgs
  extends PowerShellEndpointArgs,
    ArgsOf<Resolved<typeof powershell.remotingEntries>> {}

/** What every connection through PowerShell has. */
export interface PowerShellEndpointArgs extends ArgsOf<Resolved<typeof powershell.endpointEntries>> {}
