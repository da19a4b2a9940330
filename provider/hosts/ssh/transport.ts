import type { Transport } from "../transport";
import { checkSsh } from "./check";
import { type SshConnection, sshPort } from "./connection";
import { prepareSshHost } from "./ssh-host";

/** Over SSH, to the host's own sshd. */
export const ssh: Transport<SshConnection> = {
  name: "ssh",
  openProperties: ["transport", "host", "user", "hostKey"],
  check: checkSsh,
  addressOf: (connection) => ({ host: connection.host, port: sshPort(connection) }),
  prepare: prepareSshHost,
};
