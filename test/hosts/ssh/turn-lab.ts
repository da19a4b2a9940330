import type { AuthContext } from "ssh2";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { HostPool } from "../../../provider/hosts/host-pool";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import type { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { SshLab } from "./ssh-lab";
import type { SshTestServer } from "./ssh-test-server";

/** The domain account whose credential many hosts know. */
export const user = "CORP\\svc";

/** A lab with hosts that take their time over a login. */
export class TurnLab extends SshLab {
  /** Servers that leave each log-in request undecided. */
  async undecided(count: number) {
    const requests: AuthContext[] = [];
    const authenticate = (request: AuthContext) => void requests.push(request);
    const servers: SshTestServer[] = [];
    for (let nth = 0; nth < count; nth++) servers.push(await this.start({ authenticate }));
    return { servers, requests };
  }
}

/** Runs a command as that account. */
export function run(
  pool: HostPool,
  server: SshTestServer,
  changes: Partial<SshConnection> = {},
  seconds = 20,
) {
  const timeouts = { ...defaultTimeouts, connectSeconds: seconds };
  return pool.connect(server.connection({ user, ...changes }), timeouts).run("x");
}

/** Resolves when one more host has begun to connect, and its deadline was stopped: it waits for its turn. */
export async function oneWaits(clock: ManualClock): Promise<void> {
  const { pending } = clock;
  await until(() => clock.pending === pending + 1);
  await until(() => clock.pending === pending);
}
