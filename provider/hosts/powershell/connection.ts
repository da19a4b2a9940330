import { isIP } from "node:net";
import { hostname } from "node:os";
import type { SecretSource } from "../connection";

/**
 * A connection through PowerShell on the machine that runs Pulumi, with every Output resolved: with `host` PowerShell remoting to
 * that computer, without it this very machine. The form is proven by check before anyone uses it.
 */
export interface PowerShellConnection {
  readonly transport: "powershell";
  readonly host?: string;
  /** TCP port of the WinRM service; unless told 5985, or 5986 for HTTPS. */
  readonly port?: number;
  /** "http" unless told: Windows itself encrypts the messages there. */
  readonly scheme?: "https" | "http";
  /** Without user and password the logon of whoever runs Pulumi. */
  readonly user?: string;
  readonly password?: SecretSource;
  /** The PowerShell to start: a name on PATH or a path; Windows PowerShell unless told, `pwsh` on other systems. */
  readonly executable?: string;
}

/** A connection to another computer. */
export type RemotingConnection = PowerShellConnection & { readonly host: string };

/** What this very machine is called. */
export const thisMachine = "localhost";

/** Whether it leads to another computer. */
export function isRemoting(connection: PowerShellConnection): connection is RemotingConnection {
  return connection.host !== undefined;
}

/**
 * Whether it leads to the very machine that Pulumi runs on, by remoting or not. A loopback address does so at the usual ports only:
 * at another one it may be a tunnel's near end.
 */
export function leadsBack(connection: PowerShellConnection, ownName: string = hostname()): boolean {
  const { host } = connection;
  if (host === undefined) return true;
  if (isIP(host) !== 0) {
    return /^(?:127\.|::1$)/.test(host) && [5985, 5986].includes(remotingPort(connection));
  }
  const name = host.toLowerCase().replace(/\.$/, "");
  return name === "localhost" || name === "" || name === ownName.toLowerCase();
}

/** The TCP port that a connection to another computer means. */
export function remotingPort({ port, scheme }: PowerShellConnection): number {
  return port ?? (scheme === "https" ? 5986 : 5985);
}
