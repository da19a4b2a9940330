import assert from "node:assert/strict";
import { AuthenticationError } from "../../provider/errors";
import { laterRejectionOf } from "../../provider/hosts/credential-gate";
import type { Host } from "../../provider/hosts/host";

/** Has a host that took a logon refuse it, and offers it again. */
export async function assertOfferedAgain(
  host: Host,
  server: { refuse(refuses: boolean): void; logons(): number },
): Promise<void> {
  await host.run("echo one");
  await host.disconnect();
  server.refuse(true);
  const before = server.logons();
  const refusal = () =>
    host.run("echo two").then(
      () => assert.fail("it was accepted"),
      (error: unknown) => error,
    );
  const first = await refusal();
  assert.ok(first instanceof AuthenticationError, String(first));
  const rejection = laterRejectionOf(first);
  assert.equal(rejection?.times, 1);
  assert.equal(laterRejectionOf(await refusal())?.times, 1);
  assert.equal(server.logons(), before + 1, "not offered unless asked");
  server.refuse(false);
  rejection.allowAgain();
  await host.run("echo three");
  assert.equal(server.logons(), before + 2);
}
