import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import { UnreachableError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { SshConnection, SshServer } from "../../../provider/hosts/ssh/connection";
import { writeCmdAnswers } from "../../lab/openssh/cmd-answers";
import { Sshd } from "../../lab/openssh/sshd";
import { type OpenSshTools, openSshTools, skipWithoutOpenSsh } from "../../lab/openssh/tools";
import { newFolder } from "../../support/run-folder";
import { until } from "../../support/until";
import { SshLab } from "./ssh-lab";

const strange = `SHA256:${"A".repeat(43)}`;

describe("a real sshd behind another", function () {
  this.timeout(30_000);
  const lab = new SshLab();
  let tools: OpenSshTools;
  const targetFolder = newFolder("behind");
  let target: Sshd;

  before(async function () {
    skipWithoutOpenSsh(this);
    tools = openSshTools();
    // Forty log-ins at once are more than sshd lets in by default.
    target = await startSshd(targetFolder, ["MaxStartups 100"]);
  });
  after(() => target?.stop());
  afterEach(() => lab.end());

  async function startSshd(folder: string, settings: readonly string[]): Promise<Sshd> {
    const sshd = new Sshd(tools, join(folder, "sshd"), writeCmdAnswers(folder), settings);
    await sshd.start();
    return sshd;
  }

  /** A jump host with sshd's own limits, but one session only: channels that lead on are none. */
  async function startJumpHost(settings: readonly string[] = ["AllowTcpForwarding yes"]): Promise<Sshd> {
    const sshd = await startSshd(newFolder("jump-host"), ["MaxSessions 1", ...settings]);
    lab.atEnd(() => sshd.stop());
    return sshd;
  }

  function serverOf(sshd: Sshd, host: string): SshServer {
    const { port, user, privateKey, fingerprint: hostKey } = sshd;
    return { host, port, user, privateKey, hostKey };
  }

  function through(
    jumpHost: Sshd,
    changes: Partial<SshConnection> = {},
    jump: Partial<SshServer> = {},
  ): SshConnection {
    return {
      transport: "ssh",
      ...serverOf(target, "127.0.0.1"),
      jumpHost: { ...serverOf(jumpHost, "localhost"), ...jump },
      ...changes,
    };
  }

  it("is reached, with forty connections over one to the jump host", async () => {
    const jumpHost = await startJumpHost();
    const pool = lab.pool();
    const before = target.logins;
    const runs = Array.from({ length: 40 }, (_, nth) =>
      pool.connect(through(jumpHost, { keepaliveSeconds: 10 + nth }), defaultTimeouts).run(`x${nth}`),
    );
    const results = await Promise.all(runs);
    assert.deepEqual(
      results.map(({ output }) => output),
      results.map((_, nth) => `x${nth}`),
    );
    assert.equal(target.logins - before, 40);
    assert.equal(jumpHost.logins, 1);
  });

  it("is not reached where either host key is another", async () => {
    const jumpHost = await startJumpHost();
    await assert.rejects(lab.open(through(jumpHost, {}, { hostKey: strange })).run("x"), {
      code: "HOST_KEY",
      host: "localhost",
    });
    assert.equal(jumpHost.logins, 0);
    await assert.rejects(lab.open(through(jumpHost, { hostKey: strange })).run("x"), {
      code: "HOST_KEY",
      host: "127.0.0.1",
    });
    assert.equal(jumpHost.logins, 1);
  });

  const prohibited: Record<string, readonly string[]> = {
    "AllowTcpForwarding no": ["AllowTcpForwarding no"],
    "AllowTcpForwarding remote": ["AllowTcpForwarding remote"],
    "DisableForwarding yes": ["DisableForwarding yes", "AllowTcpForwarding yes"],
    "PermitOpen of another": ["PermitOpen 127.0.0.1:1", "AllowTcpForwarding yes"],
  };
  for (const [words, settings] of Object.entries(prohibited)) {
    it(`is not reached where the jump host has ${words}`, async () => {
      const jumpHost = await startJumpHost(settings);
      await assert.rejects(lab.open(through(jumpHost)).run("x"), (error) => {
        assert.ok(error instanceof UnreachableError, String(error));
        assert.deepEqual([error.host, error.phase], ["127.0.0.1", "connect"]);
        assert.match(
          error.message,
          /the jump host localhost does not allow connections to this host: .*phase: connect\)\. Allow them in sshd_config on localhost \(AllowTcpForwarding/,
        );
        return true;
      });
    });
  }

  it("is told from a closed port and an unknown name, with the jump host's own reason", async () => {
    const jumpHost = await startJumpHost();
    const reasons: [Partial<SshConnection>, RegExp][] = [
      [
        { port: 1 },
        /the jump host localhost could not connect to this host: "Connection refused" \(port 1, phase/,
      ],
      [
        { host: "no-such-host.invalid" },
        /could not connect to this host: .*(not known|resolution|lookup|failed)/,
      ],
    ];
    for (const [changes, message] of reasons) {
      await assert.rejects(lab.open(through(jumpHost, changes)).run("x"), (error) => {
        assert.ok(error instanceof UnreachableError, String(error));
        assert.match(error.message, message);
        assert.equal(error.host, changes.host ?? "127.0.0.1");
        return true;
      });
    }
  });

  it("loses a running command with the jump host, and is reached again when that is back", async () => {
    const jumpHost = await startJumpHost();
    const host = lab.pool().connect(through(jumpHost), defaultTimeouts);
    await host.run("x");
    const waiting = host.run("wait").then(
      () => assert.fail("it ended"),
      (error) => error,
    );
    await until(() => existsSync(join(targetFolder, "began")));
    await jumpHost.stop();
    const error = await waiting;
    assert.ok(error instanceof UnreachableError, String(error));
    assert.equal(error.commandMayHaveRun, true);
    assert.match(error.message, /on 127\.0\.0\.1: the connection to the jump host localhost was lost/);
    await assert.rejects(host.run("x"), { code: "UNREACHABLE", host: "localhost" });
    await jumpHost.start();
    assert.equal((await host.run("x")).output, "x");
    assert.equal(jumpHost.logins, 2);
  });
});
