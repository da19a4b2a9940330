import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, it } from "mocha";
import { AccessDeniedError, ProtocolError } from "../../../provider/errors";
import { newCertificate } from "../../lab/simulated/winrm/certificate";
import { misshapen, tampered } from "../../lab/simulated/winrm/faults";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { assertTiesCommands } from "../tied-command";
import { WinrmLab } from "./winrm-lab";

const client = newCertificate({ userPrincipalName: "Administrator" });

describe("an operation over WinRM", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start({ basic: true, clientCertificates: [client] });
  });
  afterEach(() => lab.stop());

  it("sends a command that is tied to a connection over that one, or not at all", async () => {
    await assertTiesCommands(lab.open(lab.sealed));
    await assertTiesCommands(lab.open({ ...lab.secured, auth: "basic" }));
  });

  describe("takes 4 requests, and for the login", () => {
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
        await lab.assertShellsClosed();
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

  it("reads a reply in whatever pieces it comes", async () => {
    const host = lab.open(lab.sealed);
    lab.winrm.faults.add(
      { leg: "create", effect: { kind: "chunks", bytes: 7 } },
      { leg: "receive", effect: { kind: "soap", change: misshapen.splitStreams } },
      { leg: "receive", nth: 2, effect: { kind: "soap", change: misshapen.manyStates } },
    );
    assert.equal((await host.run("echo %OS%")).output, "Windows_NT\r\n");
    assert.equal((await host.run("exit 5")).exitCode, 5);
  });

  it("never resumes a TLS session, which would show no certificate to bind the login to", async () => {
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

  describe("believes nothing that was altered in transit:", () => {
    for (const [words, change] of Object.entries(tampered)) {
      it(words, async () => {
        const host = lab.openFailing({ leg: "receive", effect: { kind: "pieces", change } });
        await assert.rejects(host.run("exit 0"), ProtocolError);
        await lab.assertShellsClosed();
      });
    }
    it("an answer that came before", async () => {
      await assert.rejects(
        lab.openFailing({ leg: "receive", effect: { kind: "replay" } }).run("exit 0"),
        ProtocolError,
      );
    });
    it("a plain answer to a sealed request", async () => {
      await assert.rejects(
        lab.openFailing({ leg: "receive", effect: { kind: "plain" } }).run("exit 0"),
        /sent an unencrypted reply to an encrypted request/,
      );
      await lab.assertShellsClosed();
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
        const host = lab.openFailing({ leg: "receive", effect: { kind: "soap", change: misshapen[shape] } });
        await assert.rejects(host.run("exit 0"), ProtocolError);
        await lab.assertShellsClosed();
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

  for (const [way, commandMayHaveRun] of [
    ["secured", false],
    ["sealed", true],
  ] as const) {
    it(`reports a service that stops before it accepts the command (${way})`, async () => {
      const headers = { Server: "Microsoft-HTTPAPI/2.0" };
      lab.winrm.faults.add({ leg: "command", effect: { kind: "status", status: 503, headers } });
      const host = lab.open(lab[way]);
      const phase = "starting the command";
      await assert.rejects(host.run("exit 0"), { code: "UNREACHABLE", phase, commandMayHaveRun });
      assert.equal((await host.run("exit 5")).exitCode, 5);
    });
  }

  it("asks again for a shell that takes longer than a request may wait", async () => {
    const clock = new ManualClock();
    const fault = { code: 2150858793, subcode: "TimedOut", text: "" };
    lab.winrm.faults.add({ leg: "create", times: 2, effect: { kind: "fault", fault } });
    const run = lab.open(lab.sealed, { clock }).run("exit 6", { timeoutSeconds: 300 });
    for (const round of [1, 2]) {
      await until(() => lab.count(/create$/) === round);
      while (lab.count(/create$/) === round) await clock.advance(100);
    }
    assert.equal((await run).exitCode, 6);
    await lab.assertShellsClosed();
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
    const creates = () => lab.count(/create$/);
    await until(() => creates() === 1);
    while (creates() === 1) await clock.advance(100);
    assert.equal((await run).exitCode, 6);
    assert.deepEqual(lab.windows.commands, ["exit 6"]);
    assert.equal(creates(), 3);
    await lab.assertShellsClosed();
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
