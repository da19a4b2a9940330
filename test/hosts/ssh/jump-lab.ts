import type { ServerChannel } from "ssh2";
import type { SshConnection, SshServer } from "../../../provider/hosts/ssh/connection";
import { SshLab } from "./ssh-lab";
import { isProbe, reply, type SshTestServer, type TestServerOptions } from "./ssh-test-server";

/** Servers, jump hosts among them, and hosts of one test, ended together. */
export class JumpLab extends SshLab {
  startJumpHost(options: TestServerOptions = {}): Promise<SshTestServer> {
    return this.start({ forwards: "connect", password: "jump", ...options });
  }

  /** A server whose commands other than the probe are answered by hand. */
  answering(answer: (channel: ServerChannel, line: string) => void): Promise<SshTestServer> {
    return this.start({
      execute: (line, channel) =>
        isProbe(line) ? reply(channel, "Windows_NT+$PSHOME\r\n") : answer(channel, line),
    });
  }
}

/** How the jump host is reached; its name is another than that of the host behind it. */
export function jumpTo(jumpHost: SshTestServer, changes: Partial<SshServer> = {}): SshServer {
  const { transport: _transport, ...server } = jumpHost.connection({ host: "localhost" });
  return { ...server, ...changes };
}

/** A connection to one server through another. */
export function through(
  jumpHost: SshTestServer,
  server: SshTestServer,
  changes: Partial<SshConnection> = {},
): SshConnection {
  return server.connection({ jumpHost: jumpTo(jumpHost), ...changes });
}
