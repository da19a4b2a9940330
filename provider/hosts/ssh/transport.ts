import type { Transport } from "../transport";
import { checkSsh } from "./check";
import { type SshConnection, sshPort } from "./connection";
import { prepareSshHost } from "./prepare";

/** Over SSH, to the host's own sshd. */
export const ssh: Transport<SshConnection> = {
  name: "ssh",
  openProperties: ["transport", "host", "user", "agent", "agentKey", "hostKey"],
  check: checkSsh,
  addressOf: (connection) => ({ host: connection.host, port: sshPort(connection) }),
  prepare: prepareSshHost,
};
