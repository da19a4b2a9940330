import {
  allOptional,
  anything,
  chosenBy,
  defaultsOf,
  isGiven,
  object,
  optional,
  type Resolved,
  type Rule,
  refused,
  type Schema,
} from "../../validation/schema";
import { seconds, text, word } from "../../validation/values";
import { kindOf } from "../../validation/wording";
import { accountName, hostName, port, type SecretSource, secretSource, textSource } from "../connection";
import { agentKeyFormFault, hostKeyFormFault } from "./host-key";
import { readKeyText } from "./key-text";

/** Where an SSH server is, and how it proves that it is the right one. */
export const serverEntries = {
  /** Name or address of the server. */
  host: hostName,
  /**
   * TCP port of the SSH server, 1 to 65535.
   * @default 22
   */
  port: optional(port, 22),
  /** Account on the server; on the host itself an administrator whose SSH sessions are elevated. */
  user: accountName,
  /**
   * Which host key is accepted: its fingerprint (`SHA256:…`), its public key, lines as in known_hosts (several of these may be given, each on
   * a line of its own, as `ssh-keygen -lf` and `ssh-keyscan` print them), a known_hosts file, or the word `insecureAcceptAny`, which
   * accepts whatever answers.
   */
  hostKey: textSource(hostKeyFormFault),
  /**
   * Seconds between keepalive packets.
   * @default 10
   */
  keepaliveSeconds: optional(seconds, 10),
};

/** Logging on to an SSH server with a password. */
export const passwordEntries = {
  /** Password of `user`: the text (kept as a secret), or where to read it. */
  password: secretSource,
};

/** Logging on to an SSH server with a private key. */
export const privateKeyEntries = {
  /** Private key of `user` in OpenSSH, PEM (PKCS#8 too) or PuTTY form: the text (kept as a secret), or where to read it. */
  privateKey: chosenBy((value): Schema<SecretSource> => {
    const key = typeof value === "string" && value !== "" ? readKeyText(value) : undefined;
    return key?.form === "none" ? refused(`${key.fault}. ${key.hint}`.replace(/\.$/, "")) : secretSource;
  }),
  /**
   * Passphrase of the private key: the text (kept as a secret), or where to read it.
   * @default the key is not encrypted
   */
  passphrase: optional(secretSource),
};

/** Logging on to an SSH server with a key that an agent holds. */
export const agentEntries = {
  /**
   * The agent: `true` for the one that the environment variable SSH_AUTH_SOCK names where Pulumi runs, read again by every command (on
   * Windows without it the ssh-agent service), or the path of its Unix socket or Windows named pipe; `~` is the home folder.
   */
  agent: chosenBy((value): Schema<true | string> => {
    if (value === true) return anything;
    if (typeof value === "string") return agentPath;
    const is = value === false ? "false" : kindOf(value);
    return refused(`must be true or the path of the agent's socket; it is ${is}`);
  }),
  /**
   * The only key of the agent that may be offered: its fingerprint (`SHA256:…`), or the line of the public key.
   * @default the agent's keys in its order, five at most
   */
  agentKey: optional(text(agentKeyFormFault)),
};

// A key in the place of its agent would be stored as it is: a path is no secret.
const agentPath = text((path) => {
  if (/[\r\n]/.test(path)) return "must be the path of the agent's socket, in one line";
  return /^(?:true|false)$/i.test(path.trim())
    ? "must be true or the path of the agent's socket; it is a string that reads like true or false"
    : undefined;
});

/** What says that a connection is one over SSH. */
export const transportEntries = {
  /** Says that the host is reached over SSH. Its shell for `user` is cmd, Windows PowerShell or PowerShell 7. */
  transport: word("ssh"),
};

const loginEntries = {
  ...serverEntries,
  ...allOptional(passwordEntries),
  ...allOptional(privateKeyEntries),
  ...allOptional(agentEntries),
};

/** One SSH server and how to log in to it, with exactly one of password, privateKey and agent. */
export interface SshServer extends Resolved<typeof loginEntries> {}

const jumpHost = object(
  { ...loginEntries, jumpHost: optional(refused("is not supported: there can be only one jump host")) },
  oneCredential,
) as Schema<SshServer>;

const connectionEntries = { ...transportEntries, ...loginEntries, jumpHost: optional(jumpHost) };

/** A connection over SSH, with every Output resolved. */
export interface SshConnection extends Resolved<typeof connectionEntries> {}

/** A connection over SSH. */
export const sshConnection: Schema<SshConnection> = object(connectionEntries, oneCredential);

/** What applies where a connection says nothing. */
const defaults = defaultsOf(serverEntries);

/** The TCP port that a connection means. */
export function sshPort({ port }: Pick<SshServer, "port">): number {
  return port ?? defaults.port;
}

/** Seconds between keepalive packets. */
export function keepaliveSeconds(server: Pick<SshServer, "keepaliveSeconds">): number {
  return server.keepaliveSeconds ?? defaults.keepaliveSeconds;
}

const credentials = ["password", "privateKey", "agent"] as const;

/** One credential, no more: which of several was meant cannot be known. An unknown one may still turn out to be absent. */
function oneCredential(...[server, fault]: Parameters<Rule>): void {
  const given = credentials.filter((name) => isGiven(server[name]));
  if (given.length > 1) {
    const has = given.length === 2 ? `both ${given.join(" and ")}` : "all three";
    fault("", `must have one of password, privateKey and agent; it has ${has}`);
  }
  if (credentials.every((name) => server[name] === undefined))
    fault("", "must have a password, a privateKey or an agent; it has none of them");
  if (isGiven(server.passphrase) && server.privateKey === undefined)
    fault("passphrase", "needs a privateKey, and none is given");
  if (isGiven(server.agentKey) && server.agent === undefined)
    fault("agentKey", "needs an agent, and none is given");
}
