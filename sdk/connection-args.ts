import type { OneOf } from "./args-of";
import type { PowerShellConnectionArgs } from "./powershell-connection-args";
import type { SshConnectionArgs } from "./ssh-connection-args";
import type { WinrmConnectionArgs } from "./winrm-connection-args";

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
