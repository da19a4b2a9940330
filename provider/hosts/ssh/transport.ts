import type { HostAddress, Transport } from "../transport";
import { type SshConnection, type SshServer, sshConnection, sshPort } from "./connection";
import { prepareSshHost } from "./prepare";

/** Over SSH, to the host's own sshd. */
export const ssh: Transport<SshConnection> = {
  name: "ssh",
  nonSecretProperties: [
    "transport",
    "host",
    "port",
    "user",
    "agent",
    "agentKey",
    "hostKey",
    "keepaliveSeconds",
  ],
  schema: sshConnection,
  addressOf: ({ jumpHost, ...server }) => ({ ...addressOf(server), by: jumpHost && addressOf(jumpHost) }),
  prepare: prepareSshHost,
};

function addressOf(server: SshServer): HostAddress {
  return { host: server.host, port: sshPort(server) };
}
