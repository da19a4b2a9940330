import { digest } from "../digest";
import type { HostContext, PreparedHost } from "../prepared-host";
import { CredentialFaults } from "../secret-reader";
import { type SshConnection, sshPort } from "./connection";
import { type PlacedServer, readSshTexts, type SshTexts, useSshTexts } from "./credential";
import { straight } from "./dial";
import type { SshTarget } from "./session";
import { SshHost } from "./ssh-host";

const defaultKeepaliveSeconds = 10;

/** A server with what its sources hold now. */
interface ReadServer extends PlacedServer {
  readonly texts: SshTexts;
}

/** Reads the connection's secrets; throws CredentialUnavailableError for all that cannot be read. Nothing is opened. */
export function prepareSshHost(connection: SshConnection, context: HostContext): PreparedHost {
  const { clock, timeouts, readSecret, refused = new Map() } = context;
  const faults = new CredentialFaults(connection.host);
  const placed: PlacedServer = { server: connection, prefix: "" };
  const own: ReadServer = { ...placed, texts: readSshTexts(placed, readSecret, faults) };
  faults.throwIfAny();
  const account = digest(accountParts(own));
  return {
    key: digest([account, ...trustParts(own)]),
    open: () => {
      const unusable = new CredentialFaults(connection.host);
      const target = targetOf(own, unusable);
      unusable.throwIfAny();
      if (target === undefined) throw new Error("a fault was not collected");
      return new SshHost(target, straight, { clock, timeouts, account, refused });
    },
  };
}

function targetOf(read: ReadServer, faults: CredentialFaults): SshTarget | undefined {
  const { server, prefix, texts } = read;
  const used = useSshTexts(read, texts, faults);
  const { host, user } = server;
  return used && { host, port: sshPort(server), user, prefix, keepaliveSeconds: keepaliveOf(read), ...used };
}

function keepaliveOf({ server }: ReadServer): number {
  return server.keepaliveSeconds ?? defaultKeepaliveSeconds;
}

function addressParts({ server }: ReadServer): readonly unknown[] {
  return [server.host.toLowerCase(), sshPort(server)];
}

function accountParts(read: ReadServer): readonly unknown[] {
  const { password, privateKey, passphrase, agent, agentKey } = read.texts;
  const secrets = [password, privateKey, passphrase, agent?.path, agentKey];
  return ["ssh", ...addressParts(read), read.server.user, ...secrets];
}

function trustParts(read: ReadServer): readonly unknown[] {
  return [read.texts.hostKey, typeof read.server.hostKey, keepaliveOf(read)];
}
