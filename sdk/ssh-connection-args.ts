import type * as pulumi from "@pulumi/pulumi";
import type { NotTaken, PowerShellOnlyNames, WinrmOnlyNames } from "./connection-names";
import type { SecretArgs } from "./secret-args";

/** A connection over SSH, with a password, a private key, or an agent that has the key. */
export type SshConnectionArgs =
  | SshPasswordConnectionArgs
  | SshPrivateKeyConnectionArgs
  | SshAgentConnectionArgs;

/** A connection over SSH that logs on with a password. */
export interface SshPasswordConnectionArgs extends SshEndpointArgs, SshPasswordArgs {}

/** A connection over SSH that logs on with a private key. */
export interface SshPrivateKeyConnectionArgs extends SshEndpointArgs, SshPrivateKeyArgs {}

/** A connection over SSH that logs on with a key that an SSH agent has. */
export interface SshAgentConnectionArgs extends SshEndpointArgs, SshAgentArgs {}

/** The SSH server through which a host is reached, with a credential of its own; there can be one on the way. */
export type JumpHostArgs = JumpHostPasswordArgs | JumpHostPrivateKeyArgs | JumpHostAgentArgs;

/** A jump host that is logged on to with a password. */
export interface JumpHostPasswordArgs extends JumpHostEndpointArgs, SshPasswordArgs {}

/** A jump host that is logged on to with a private key. */
export interface JumpHostPrivateKeyArgs extends JumpHostEndpointArgs, SshPrivateKeyArgs {}

/** A jump host that is logged on to with a key that an SSH agent has. */
export interface JumpHostAgentArgs extends JumpHostEndpointArgs, SshAgentArgs {}

/** A password for an SSH server. */
export interface SshPasswordArgs extends NotTaken<"privateKey" | "passphrase" | "agent" | "agentKey"> {
  /** Password of `user`: the text (kept as a secret), or where to read it. */
  password: pulumi.Input<SecretArgs>;
}

/** A private key for an SSH server. */
export interface SshPrivateKeyArgs extends NotTaken<"password" | "agent" | "agentKey"> {
  /** Private key of `user` in OpenSSH or PEM form: the text (kept as a secret), or where to read it. */
  privateKey: pulumi.Input<SecretArgs>;
  /**
   * Passphrase of the private key: the text (kept as a secret), or where to read it.
   * @default the key is not encrypted
   */
  passphrase?: pulumi.Input<SecretArgs> | undefined;
}

/** An SSH agent that has the key for an SSH server. */
export interface SshAgentArgs extends NotTaken<"password" | "privateKey" | "passphrase"> {
  /**
   * The agent: `true` for the one that the environment variable SSH_AUTH_SOCK names where Pulumi runs, read anew by every command (on
   * Windows without it the ssh-agent service), or the path of its Unix socket or Windows named pipe; `~` is the home folder.
   */
  agent: pulumi.Input<true | string>;
  /**
   * The one key of the agent that may be offered: its fingerprint (`SHA256:…`), or the line of the public key.
   * @default the agent's keys in its order, five at the most
   */
  agentKey?: pulumi.Input<string> | undefined;
}

/** Where an SSH server is, and how it proves that it is the right one. */
export interface SshServerArgs {
  /** Name or address of the server. */
  host: pulumi.Input<string>;
  /**
   * TCP port of the SSH server, 1 to 65535.
   * @default 22
   */
  port?: pulumi.Input<number> | undefined;
  /** Account on the server; on the host itself an administrator whose SSH sessions are elevated. */
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

/** Where the SSH server of a host is, and the way there. */
export interface SshEndpointArgs extends SshServerArgs, NotTaken<WinrmOnlyNames | PowerShellOnlyNames> {
  /** Says that the host is reached over SSH. Its shell for `user` is cmd, Windows PowerShell or PowerShell 7. */
  transport: pulumi.Input<"ssh">;
  /**
   * The SSH server through which the host is reached, in a channel of a connection to it; hosts with the same one share that
   * connection. `host` and `port` are then as that server sees them.
   * @default the host is connected to straight from where Pulumi runs
   */
  jumpHost?: pulumi.Input<JumpHostArgs> | undefined;
}

/** Where the SSH server of a jump host is. */
export interface JumpHostEndpointArgs
  extends SshServerArgs,
    NotTaken<"transport" | "jumpHost" | WinrmOnlyNames | PowerShellOnlyNames> {}

/** Which host key is accepted: the text forms, or a known_hosts file. */
export type HostKeyArgs = string | KnownHostsFile;

/** A file in OpenSSH's known_hosts form on the machine that runs Pulumi. */
export interface KnownHostsFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  file: pulumi.Input<string>;
}
