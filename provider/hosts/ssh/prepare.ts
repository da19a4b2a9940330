import { digest } from "../digest";
import type { HostContext, PreparedHost } from "../prepared-host";
import { CredentialFaults } from "../secret-reader";
import { type SshConnection, sshPort } from "./connection";
import { type PlacedServer, readSshTexts, type SshTexts, useSshTexts } from "./credential";
import { straight, type Way } from "./dial";
import { JumpHost } from "./jump-host";
import { JumpHosts } from "./jump-hosts";
import type { SshTarget } from "./session";
import { SshHost } from "./ssh-host";

const defaultKeepaliveSeconds = 10;

/** A server with what its sources hold now. */
interface ReadServer extends PlacedServer {
  readonly texts: SshTexts;
}

/**
 * Reads the secrets of a connection and of its jump host; throws CredentialUnavailableError for all that cannot be read. Nothing is
 * opened. Without `jumpHosts` in the context the host has a jump host of its own, whose connection ends with its own.
 */
export function prepareSshHost(connection: SshConnection, context: HostContext): PreparedHost {
  const { clock, timeouts, readSecret, refused = new Map() } = context;
  const faults = new CredentialFaults(connection.host);
  const read = (placed: PlacedServer): ReadServer => ({
    ...placed,
    texts: readSshTexts(placed, readSecret, faults),
  });
  const own = read({ server: connection, prefix: "" });
  const jump = connection.jumpHost && read({ server: connection.jumpHost, prefix: "jumpHost." });
  faults.throwIfAny();
  // One address may be another machine by another way; which account leads there makes no difference.
  const account = digest([...accountParts(own), jump && addressParts(jump)]);
  return {
    key: digest([account, ...trustParts(own), jump && keyOf(jump)]),
    open: () => {
      const unusable = new CredentialFaults(connection.host);
      const target = targetOf(own, unusable);
      const way = jump && unusable.attempt(() => wayThrough(jump, connection.host, { ...context, refused }));
      unusable.throwIfAny();
      if (target === undefined) throw new Error("a fault was not collected");
      return new SshHost(target, way ?? straight, { clock, timeouts, account, refused });
    },
  };
}

/** The way through a jump host, shared with the other hosts of the process. */
function wayThrough(
  jump: ReadServer,
  host: string,
  { clock, refused = new Map(), jumpHosts }: HostContext,
): Way {
  const shared = jumpHosts ?? new JumpHosts();
  const jumpHost = shared.obtain(keyOf(jump), () => {
    const unusable = new CredentialFaults(host);
    const target = targetOf(jump, unusable);
    unusable.throwIfAny();
    if (target === undefined) throw new Error("a fault was not collected");
    return new JumpHost(target, { clock, account: accountOf(jump), refused });
  });
  return {
    dial: (address) => jumpHost.dial(address),
    close: () => (jumpHosts === undefined ? shared.closeAll() : Promise.resolve()),
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

function accountOf(read: ReadServer): string {
  return digest([...accountParts(read), undefined]);
}

function trustParts(read: ReadServer): readonly unknown[] {
  return [read.texts.hostKey, typeof read.server.hostKey, keepaliveOf(read)];
}

function keyOf(read: ReadServer): string {
  return digest([accountOf(read), ...trustParts(read)]);
}
