import assert from "node:assert/strict";
import { AuthenticationError } from "../../provider/errors";
import { defaultTimeouts } from "../../provider/hosts/connection";
import { laterRejectionOf } from "../../provider/hosts/credential-gate";
import type { Host } from "../../provider/hosts/host";
import { SshLab } from "./ssh/ssh-lab";
import { WinrmLab } from "./winrm/winrm-lab";

/** Has a host that took a logon refuse it, and offers it again. */
async function assertOfferedAgain(
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

describe("a logon that a host took and refuses later", () => {
  it("is offered again over SSH if asked, and not otherwise", async () => {
    const lab = new SshLab();
    try {
      let refuses = false;
      let logons = 0;
      const server = await lab.start({
        authenticate: (request) => {
          if (request.method === "none") return request.reject(["password"]);
          logons++;
          if (refuses) request.reject(["password"]);
          else request.accept();
        },
      });
      const host = lab.pool().connect(server.connection({ user: "CORP\\svc" }), defaultTimeouts);
      await assertOfferedAgain(host, {
        refuse: (to) => {
          refuses = to;
        },
        logons: () => logons,
      });
    } finally {
      await lab.end();
    }
  });

  for (const [way, connection] of [
    ["over HTTP", (lab: WinrmLab) => lab.sealed],
    ["over HTTPS", (lab: WinrmLab) => lab.secured],
  ] as const) {
    it(`is offered again over WinRM if asked, and not otherwise, ${way}`, async () => {
      const lab = await WinrmLab.start();
      try {
        const { password } = lab.winrm.accounts;
        await assertOfferedAgain(lab.open(connection(lab)), {
          refuse: (to) => {
            Object.assign(lab.winrm.accounts, { password: to ? "another" : password });
          },
          logons: () => lab.count(/^negotiate/),
        });
      } finally {
        await lab.stop();
      }
    });
  }
});
