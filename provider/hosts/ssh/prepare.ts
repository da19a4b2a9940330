import { CredentialGate } from "../credential-gate";
import { type CredentialNames, credentialNames } from "../credential-names";
import { CredentialErrors } from "../secret-reader";
import { digest, type HostContext, type PreparedHost } from "../transport";
import { keepaliveSeconds, type SshConnection, type SshServer, sshPort } from "./connection";
import { type PlacedServer, readSshTexts, type SshTarget, type SshTexts, useSshTexts } from "./credential";
import { direct, type Way } from "./dial";
import { JumpHost, JumpHosts } from "./jump-host";
import { SshHost } from "./ssh-host";

/** A server with what its sources hold now. */
interface ReadServer extends PlacedServer {
  readonly texts: SshTexts;
  readonly names: CredentialNames;
}

/**
 * Reads the secrets of a connection and of its jump host; throws CredentialUnavailableError for all that cannot be read. Nothing is
 * opened.
 */
export function prepareSshHost(connection: SshConnection, context: HostContext): PreparedHost {
  const { clock, readSecret, rejected } = context;
  const gate = CredentialGate.of(rejected);
  const faults = new CredentialErrors(connection.host);
  const read = (placed: PlacedServer, by?: SshServer): ReadServer => {
    const texts = readSshTexts(placed, readSecret, faults);
    return { ...placed, texts, names: namesOf(placed.server, texts, by) };
  };
  const own = read({ server: connection, prefix: "" }, connection.jumpHost);
  const jump = connection.jumpHost && read({ server: connection.jumpHost, prefix: "jumpHost." });
  faults.throwIfAny();
  return {
    key: digest([keyOf(own), jump && keyOf(jump)]),
    open: () => {
      const unusable = new CredentialErrors(connection.host);
      const target = targetOf(own, gate, unusable);
      const way = jump && unusable.attempt(() => wayThrough(jump, gate, connection.host, context));
      unusable.throwIfAny();
      if (target === undefined) throw new Error("a fault was not collected");
      return new SshHost(target, way ?? direct(clock), clock);
    },
  };
}

/** The way through a jump host, shared with the other hosts of the process. */
function wayThrough(
  jump: ReadServer,
  gate: CredentialGate,
  host: string,
  { clock, together }: HostContext,
): Way {
  const jumpHost = JumpHosts.of(together).obtain(keyOf(jump), () => {
    const unusable = new CredentialErrors(host);
    const target = targetOf(jump, gate, unusable);
    unusable.throwIfAny();
    if (target === undefined) throw new Error("a fault was not collected");
    return new JumpHost(target, clock);
  });
  return { dial: (address, wait) => jumpHost.dial(address, wait) };
}

function targetOf(read: ReadServer, gate: CredentialGate, faults: CredentialErrors): SshTarget | undefined {
  const { server, prefix, texts, names } = read;
  const used = useSshTexts(read, texts, faults);
  const { host, user } = server;
  const port = sshPort(server);
  return used && { host, port, user, prefix, names, gate, keepaliveSeconds: keepaliveOf(read), ...used };
}

function keepaliveOf({ server }: PlacedServer): number {
  return keepaliveSeconds(server);
}

function namesOf(server: SshServer, texts: SshTexts, by: SshServer | undefined): CredentialNames {
  const { password, privateKey, passphrase, agent, agentKey } = texts;
  const place = (one: SshServer) => ({ host: one.host, port: sshPort(one) });
  return credentialNames({
    transport: "ssh",
    address: { ...place(server), by: by && place(by) },
    user: server.user,
    password: password?.text,
    others: [privateKey?.text, passphrase?.text, agent?.path, agentKey],
  });
}

/** What makes two servers one: where they are and how one gets there, who logs in with what, and what is trusted. */
function keyOf(read: ReadServer): string {
  const { server, texts, names } = read;
  return digest([names.atHost, server.user, texts.hostKey?.text, typeof server.hostKey, keepaliveOf(read)]);
}
