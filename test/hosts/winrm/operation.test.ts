import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, it } from "mocha";
import { systemClock } from "../../../provider/clock";
import {
  AccessDeniedError,
  AuthenticationError,
  ProtocolError,
  UnreachableError,
} from "../../../provider/errors";
import type { Host } from "../../../provider/hosts/host";
import { HostPool } from "../../../provider/hosts/host-pool";
import type { RefusedCredentials } from "../../../provider/hosts/refused-credentials";
import { newCertificate } from "../../lab/simulated/winrm/certificate";
import type { WinrmFault } from "../../lab/simulated/winrm/faults";
import { misshapen, tampered } from "../../lab/simulated/winrm/faults";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { WinrmLab, winrmTimeouts } from "./winrm-lab";

const client = newCertificate({ userPrincipalName: "Administrator" });

describe("an operation over WinRM", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start({ basic: true, clientCertificates: [client] });
  });
  afterEach(() => lab.stop());

  function count(request: RegExp): number {
    return lab.winrm.requests.filter((one) => request.test(one)).length;
  }

  function failing(fault: WinrmFault): Host {
    const host = lab.open(lab.sealed);
    lab.winrm.faults.add(fault);
    return host;
  }

  async function assertClosed(): Promise<void> {
    await until(() => lab.winrm.shells.opened === lab.winrm.shells.closed);
    assert.equal(lab.winrm.shells.open, 0);
  }

  describe("takes 4 requests, and for the log-in", () => {
    const work = ["create", "command", "receive", "delete"];
    const certificate = { clientCertificate: client.certificate, clientKey: client.key } as const;
    const rows = {
      "sealed NTLM over HTTP 2": [() => lab.sealed, ["negotiate", "authenticate", ...work]],
      "NTLM over HTTPS 1": [
        () => lab.secured,
        ["negotiate", "authenticate create", "command", "receive", "delete"],
      ],
      "Basic over HTTPS none": [() => ({ ...lab.secured, auth: "basic" as const }), work],
      "a client certificate over HTTPS none": [
        () => {
          const { user: _, password: __, ...rest } = lab.secured;
          return { ...rest, ...certificate };
        },
        work,
      ],
    } as const;
    for (const [words, [connection, first]] of Object.entries(rows)) {
      it(words, async () => {
        const host = lab.open(connection());
        assert.deepEqual(await host.run("echo %OS%& exit 3"), {
          exitCode: 3,
          output: "Windows_NT\r\n",
          errorOutput: "",
        });
        assert.deepEqual(lab.winrm.requests.map(withoutPrefix(first)), [...first]);
        lab.winrm.requests.length = 0;
        await host.run("ver");
        assert.deepEqual(lab.winrm.requests, work);
        assert.equal(lab.winrm.connections, 1);
        await assertClosed();
      });
    }
  });

  it("runs one after another, over one connection", async () => {
    const host = lab.open(lab.secured);
    const lines = [1, 2, 3].map((number) => `exit ${number}`);
    const results = await Promise.all(lines.map((line) => host.run(line)));
    assert.deepEqual(
      results.map(({ exitCode }) => exitCode),
      [1, 2, 3],
    );
    assert.deepEqual(lab.windows.commands, lines);
    assert.equal(lab.winrm.connections, 1);
  });

  it("takes an answer in whatever pieces it comes", async () => {
    const host = lab.open(lab.sealed);
    lab.winrm.faults.add(
      { leg: "create", effect: { kind: "chunks", bytes: 7 } },
      { leg: "receive", effect: { kind: "soap", change: misshapen.splitStreams } },
      { leg: "receive", nth: 2, effect: { kind: "soap", change: misshapen.manyStates } },
    );
    assert.equal((await host.run("echo %OS%")).output, "Windows_NT\r\n");
    assert.equal((await host.run("exit 5")).exitCode, 5);
  });

  it("never resumes a TLS session, which would show no certificate to bind the log-in to", async () => {
    const { port } = lab.winrm.https;
    const session = await sessionOf(connect({ port, host: "127.0.0.1", ...resumable }));
    await sessionOf(connect({ port, host: "127.0.0.1", ...resumable, session }));
    assert.equal(lab.winrm.https.resumedSessions, 1, "a client that wants to can resume one");
    const host = lab.open(lab.secured);
    for (let times = 0; times < 3; times++) {
      assert.equal((await host.run("echo hello")).exitCode, 0);
      await host.disconnect();
    }
    assert.equal(lab.winrm.https.resumedSessions, 1);
  });

  it("closes every shell it opened: 100 runs that succeed, fail or are cut", async () => {
    const host = lab.open(lab.sealed);
    for (let run = 0; run < 100; run++) {
      if (run % 10 === 3) lab.winrm.faults.add({ leg: "receive", effect: { kind: "drop", when: "during" } });
      if (run % 10 === 6) lab.winrm.faults.add({ leg: "delete", effect: { kind: "drop", when: "before" } });
      if (run % 10 === 9) {
        lab.winrm.faults.add({ leg: "receive", effect: { kind: "soap", change: misshapen.garbage } });
      }
      await host.run(`exit ${run}`).catch(() => {});
      lab.winrm.faults.clear();
    }
    await assertClosed();
    assert.equal(lab.winrm.shells.opened, 100);
  }).timeout(10_000);

  describe("after a lost connection logs in anew, and sends a command once:", () => {
    const drops = {
      "lost with the Create of an idle connection": ["create", 2, "resolves"],
      "lost before the command is taken": ["command", 1, "rejects"],
      "lost while output is waited for": ["receive", 1, "rejects"],
      "lost with the Delete": ["delete", 1, "resolves"],
    } as const;
    for (const [words, [leg, nth, expected]] of Object.entries(drops)) {
      for (const when of ["before", "after", "during"] as const) {
        it(`${words}, ${when} it is done`, async () => {
          const host = failing({ leg, nth, effect: { kind: "drop", when } });
          for (let run = 1; run < nth; run++) await host.run("exit 0");
          const commands = lab.windows.commands.length;
          const run = host.run("exit 4");
          if (expected === "resolves") assert.equal((await run).exitCode, 4);
          else {
            await assert.rejects(run, (error) => {
              assert.ok(error instanceof UnreachableError, String(error));
              assert.equal(error.commandMayHaveRun, true);
              return true;
            });
          }
          assert.equal((await host.run("exit 5")).exitCode, 5);
          const sent = lab.windows.commands.slice(commands).filter((line) => line === "exit 4").length;
          assert.ok(sent <= 1, `${sent} times`);
          assert.equal(count(/^authenticate/), 2);
          // What the host did not finish to say cannot be closed by name: an unknown shell dies by its idle time-out.
          const unknown = leg === "create" && when !== "before" ? 1 : 0;
          await until(() => lab.winrm.shells.open === unknown);
        });
      }
    }

    for (const leg of ["create", "command", "receive", "delete"] as const) {
      it(`the host closes it with its answer to ${leg}`, async () => {
        const host = failing({ leg, effect: { kind: "close" } });
        assert.equal((await host.run("exit 4")).exitCode, 4);
        assert.equal((await host.run("exit 5")).exitCode, 5);
        assert.deepEqual(lab.windows.commands, ["exit 4", "exit 5"]);
        await assertClosed();
      });
    }

    it("the host closes it in the middle of the log-in: a clear end", async () => {
      const host = failing({ leg: "negotiate", effect: { kind: "close" } });
      await assert.rejects(host.run("exit 0"), UnreachableError);
      assert.deepEqual(lab.windows.commands, []);
    });
  });

  describe("believes nothing that was changed on its way:", () => {
    for (const [words, change] of Object.entries(tampered)) {
      it(words, async () => {
        const host = failing({ leg: "receive", effect: { kind: "pieces", change } });
        await assert.rejects(host.run("exit 0"), ProtocolError);
        await assertClosed();
      });
    }
    it("an answer that came before", async () => {
      await assert.rejects(
        failing({ leg: "receive", effect: { kind: "replay" } }).run("exit 0"),
        ProtocolError,
      );
    });
    it("a plain answer to a sealed request", async () => {
      await assert.rejects(
        failing({ leg: "receive", effect: { kind: "plain" } }).run("exit 0"),
        /in the clear/,
      );
      await assertClosed();
    });
    const shapes = [
      "garbage",
      "empty",
      "doctype",
      "entity",
      "oversize",
      "cutShort",
      "otherAnswer",
      "noExitCode",
    ] as const;
    for (const shape of shapes) {
      it(shape, async () => {
        const host = failing({ leg: "receive", effect: { kind: "soap", change: misshapen[shape] } });
        await assert.rejects(host.run("exit 0"), ProtocolError);
        await assertClosed();
      });
    }
  });

  it("names an account without the right by its fault", async () => {
    lab.windows.elevated = false;
    await assert.rejects(lab.open(lab.sealed).run("exit 0"), (error) => {
      assert.ok(error instanceof AccessDeniedError, String(error));
      assert.match(error.message, /Administrators/);
      return true;
    });
  });

  it("names a service that stops before it takes the command", async () => {
    const host = failing({ leg: "command", effect: { kind: "status", status: 503 } });
    await assert.rejects(host.run("exit 0"), {
      code: "UNREACHABLE",
      phase: "starting the command",
      commandMayHaveRun: false,
    });
    assert.equal((await host.run("exit 5")).exitCode, 5);
  });

  it("logs in anew, and blames no password, where a host forgets a log-in that it took", async () => {
    const host = failing({ leg: "receive", effect: { kind: "status", status: 401 } });
    await assert.rejects(host.run("exit 0"), /UNREACHABLE: .*no longer knows the log-in/);
    assert.equal((await host.run("exit 5")).exitCode, 5);
  });

  it("waits for a shell where the account has too many, and opens another where one is gone", async () => {
    const clock = new ManualClock();
    const host = lab.open(lab.sealed, { clock });
    lab.winrm.faults.add(
      {
        leg: "create",
        effect: { kind: "fault", fault: { code: 2150859173, subcode: "QuotaLimit", text: "" } },
      },
      { leg: "command", effect: { kind: "fault", fault: { code: 2150858843, text: "" } } },
    );
    const run = host.run("exit 6");
    const creates = () => count(/create$/);
    await until(() => creates() === 1);
    while (creates() === 1) await clock.advance(100);
    assert.equal((await run).exitCode, 6);
    assert.deepEqual(lab.windows.commands, ["exit 6"]);
    assert.equal(creates(), 3);
    await assertClosed();
  });

  describe("shows a wrong password once in a process:", () => {
    it("ten resources on one host", async () => {
      const refused: RefusedCredentials = new Map();
      const hosts = Array.from({ length: 10 }, () =>
        lab.open({ ...lab.secured, password: "wrong" }, { refused }),
      );
      for (const host of hosts) {
        await assert.rejects(host.run("exit 0"), AuthenticationError);
        await assert.rejects(host.run("exit 0"), AuthenticationError);
      }
      assert.equal(lab.winrm.refusedLogins, 1);
    });

    it("ten resources of one run at once", async () => {
      const pool = new HostPool(systemClock, (_property, source) => String(source));
      const runs = Array.from({ length: 10 }, () =>
        pool.connect({ ...lab.sealed, password: "wrong" }, winrmTimeouts).run("exit 0"),
      );
      for (const run of runs) await assert.rejects(run, AuthenticationError);
      assert.equal(lab.winrm.refusedLogins, 1);
      await pool.closeAll();
    });

    it("one domain account on two hosts at once", async () => {
      const other = await WinrmLab.start();
      try {
        const refused: RefusedCredentials = new Map();
        const runs = [lab, other].map((one) =>
          one.open({ ...one.sealed, user: "CORP\\svc", password: "wrong" }, { refused }).run("exit 0"),
        );
        for (const run of runs) await assert.rejects(run, AuthenticationError);
        assert.equal(lab.winrm.refusedLogins + other.winrm.refusedLogins, 1);
      } finally {
        await other.stop();
      }
    });
  });

  describe("at its deadline", () => {
    it("ends the command and its shell over the same connection", async () => {
      const clock = new ManualClock();
      lab.windows.faults.add({ when: /^exit 0$/, effect: { kind: "silence" } });
      const host = lab.open(lab.sealed, { clock });
      const run = host.run("exit 0", { timeoutSeconds: 1 });
      run.catch(() => {});
      await until(() => count(/receive/) === 1);
      // The host answers the poll after half a second of its own time.
      await clock.advance(600);
      await assert.rejects(run, (error) => {
        assert.ok(error instanceof UnreachableError, String(error));
        assert.match(error.message, /1 s/);
        assert.equal(error.commandMayHaveRun, true);
        return true;
      });
      await assertClosed();
    });

    it("of a silent host closes the shell over another connection", async () => {
      const clock = new ManualClock();
      lab.winrm.faults.add({ leg: "receive", effect: { kind: "silence" } });
      const timed = lab.open(lab.sealed, { clock });
      const run = timed.run("exit 0", { timeoutSeconds: 7 });
      run.catch(() => {});
      await until(() => count(/receive/) === 1);
      await clock.advance(7_000);
      await assert.rejects(run, { phase: "waiting for output", commandMayHaveRun: true });
      await assertClosed();
      assert.equal(lab.winrm.connections, 2);
    });
  });

  it("that is under way when a run is interrupted leaves no shell, on any of the hosts", async () => {
    const other = await WinrmLab.start();
    const pool = new HostPool(systemClock, (_property, source) => String(source));
    try {
      const both = [lab, other];
      const runs = both.map(({ winrm, sealed }) => {
        winrm.faults.add({ leg: "receive", effect: { kind: "silence" } });
        return pool.connect(sealed, winrmTimeouts).run("exit 0");
      });
      for (const run of runs) run.catch(() => {});
      await until(() => both.every(({ winrm }) => winrm.requests.includes("receive")));
      await pool.closeAll();
      for (const run of runs) await assert.rejects(run, UnreachableError);
      for (const { winrm } of both) assert.deepEqual([winrm.shells.opened, winrm.shells.closed], [1, 1]);
    } finally {
      await other.stop();
    }
  });

  it("that is under way is ended by disconnect, its shell within a second", async () => {
    const host = lab.open(lab.sealed);
    lab.winrm.faults.add({ leg: "receive", effect: { kind: "silence" } });
    const run = host.run("exit 0");
    run.catch(() => {});
    const queued = host.run("exit 1");
    queued.catch(() => {});
    await until(() => count(/receive/) === 1);
    const before = Date.now();
    await host.disconnect();
    assert.ok(Date.now() - before < 1_000);
    await assert.rejects(run, /closed from this side/);
    await assert.rejects(queued, /before the command's turn/);
    assert.equal(lab.winrm.shells.open, 0);
    assert.equal(lab.winrm.shells.opened, 1);
  });
});

function withoutPrefix(expected: readonly string[]): (request: string, at: number) => string {
  return (request, at) => (request.endsWith(expected[at] ?? "") ? (expected[at] ?? "") : request);
}

const resumable = { rejectUnauthorized: false, maxVersion: "TLSv1.2" } as const;

/** The session of a connection, which is closed then. */
async function sessionOf(socket: TLSSocket): Promise<Buffer> {
  await once(socket, "secureConnect");
  const session = socket.getSession();
  socket.end();
  await once(socket, "close");
  assert.ok(session !== undefined);
  return session;
}
