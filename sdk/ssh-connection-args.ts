import type * as pulumi from "@pulumi/pulumi";
import type {
  agentEntries,
  passwordEntries,
  privateKeyEntries,
  serverEntries,
  transportEntries,
} from "../provider/hosts/ssh/connection";
import type { Resolved } from "../provider/validation/schema";
import type { ArgsOf, Not, OneOf } from "./args-of";

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
export interface SshPasswordArgs extends ArgsOf<Resolved<typeof passwordEntries>> {}

/** A private key for an SSH server. */
export interface SshPrivateKeyArgs extends ArgsOf<Resolved<typeof privateKeyEntries>> {}

/** An SSH agent that has the key for an SSH server. */
export interface SshAgentArgs extends ArgsOf<Resolved<typeof agentEntries>> {}

/** Where an SSH server is, and how it proves that it is the right one. */
export interface SshServerArgs extends ArgsOf<Resolved<typeof serverEntries>> {}

/** Where the SSH server of a host is, and the way there. */
export interface SshEndpointArgs extends SshServerArgs, ArgsOf<Resolved<typeof transportEntries>> {
  /**
   * The SSH server through which the host is reached, in a channel of a connection to it; hosts with the same one share that
   * connection. `host` and `port` are then as that server sees them.
   * @default none (direct connection)
   */
  jumpHost?: pulumi.Input<JumpHostArgs> | undefined;
}

/** Where the SSH server of a jump host is. */
export interface JumpHostEndpointArgs extends SshServerArgs, Not<"transport" | "jumpHost"> {}
