import { BlockList, isIPv4, isIPv6 } from "node:net";
import { hostname } from "node:os";
import { domainToASCII } from "node:url";
import {
  allOptional,
  object,
  optional,
  type Resolved,
  type Rule,
  type Schema,
} from "../../validation/schema";
import { choice, text, word } from "../../validation/values";
import { accountName, hostName, port, secretSource } from "../connection";

/** What every connection through PowerShell has. */
export const endpointEntries = {
  /** Says that the host is reached through PowerShell. */
  transport: word("powershell"),
  /**
   * The PowerShell to start on the machine that runs Pulumi: `pwsh`, or a path. Windows PowerShell 5.1 and PowerShell 7 both work.
   * @default Windows PowerShell on Windows, else `pwsh`
   */
  executable: optional(
    text((program) =>
      /["\p{Cc}]/u.test(program)
        ? "must be the name or path of a program alone, without arguments"
        : undefined,
    ),
  ),
};

/** Where another computer is. */
export const remotingEntries = {
  /** Name of the computer; an address needs `scheme: "https"`, or an entry in this machine's TrustedHosts. */
  host: hostName,
  /**
   * TCP port of its WinRM service, 1 to 65535.
   * @default 5985, or 5986 for HTTPS
   */
  port: optional(port),
  /**
   * `http`, where Windows itself encrypts every message, or `https`, where this Windows verifies the host's certificate.
   * @default "http"
   */
  scheme: optional(choice("https", "http"), "http"),
};

/** PowerShell remoting with a credential. */
export const passwordEntries = {
  /** Account on the host: an administrator, as `user` or `COMPUTER\\user` (local), `DOMAIN\\user` or `user@domain`. */
  user: accountName,
  /** Password of `user`: the text (kept as a secret), or where to read it. It is never on a command line, nor in a transcript. */
  password: secretSource,
};

const connectionEntries = {
  ...endpointEntries,
  ...allOptional(remotingEntries),
  ...allOptional(passwordEntries),
};

/**
 * A connection through PowerShell on the machine that runs Pulumi, with every Output resolved: with `host` PowerShell remoting to
 * that computer, without it this machine itself.
 */
export interface PowerShellConnection extends Resolved<typeof connectionEntries> {}

/** A connection through PowerShell. */
export const powerShellConnection: Schema<PowerShellConnection> = object(
  connectionEntries,
  remotingHasHost,
  userHasPassword,
);

/** What only another computer has a use for. */
const remotingOnly = ["port", "scheme", "user", "password"];

/** This machine needs no credential: Pulumi's own account is logged on to it. */
function remotingHasHost(...[connection, fault]: Parameters<Rule>): void {
  if (connection.host !== undefined) return;
  for (const name of remotingOnly) {
    if (connection[name] !== undefined)
      fault(
        name,
        "applies only to another computer; set host too, since without it the setting is that of this machine",
      );
  }
}

function userHasPassword(...[{ host, user, password }, fault]: Parameters<Rule>): void {
  if (host === undefined) return;
  if (user !== undefined && password === undefined) fault("password", "is required");
  if (password !== undefined && user === undefined) fault("user", "is required");
}

/** A connection to another computer. */
export type RemotingConnection = PowerShellConnection & { readonly host: string };

/** What this machine is called. */
export const thisMachine = "localhost";

/** Whether it leads to another computer. */
export function isRemoting(connection: PowerShellConnection): connection is RemotingConnection {
  return connection.host !== undefined;
}

/**
 * Whether it leads to the machine that Pulumi runs on, by remoting or not. A loopback address does so at the usual ports only:
 * at another one it may be a tunnel's near end.
 */
export function leadsBack(connection: PowerShellConnection, ownName: string = hostname()): boolean {
  const { host } = connection;
  if (host === undefined) return true;
  const address = addressMeant(host);
  if (address !== undefined)
    return loopback.check(...address) && [5985, 5986].includes(remotingPort(connection));
  const name = host.toLowerCase().replace(/\.$/, "");
  return name === "localhost" || name === "" || name === ownName.toLowerCase();
}

/** Those of IPv4 count in their IPv6 form, too. */
const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** The address that a host is given by: resolvers take 127.1 and 0x7f.1 for one, too. */
function addressMeant(host: string): readonly [string, "ipv4" | "ipv6"] | undefined {
  if (isIPv6(host)) return [host.replace(/%.*$/s, ""), "ipv6"];
  const spelled = isIPv4(host) ? host : domainToASCII(host);
  return isIPv4(spelled) ? [spelled, "ipv4"] : undefined;
}

/** The TCP port that a connection to another computer means. */
export function remotingPort({ port, scheme }: PowerShellConnection): number {
  return port ?? (scheme === "https" ? 5986 : 5985);
}
