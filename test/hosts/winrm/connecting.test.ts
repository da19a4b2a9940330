import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, it } from "mocha";
import { ProtocolError, TlsError, UnreachableError } from "../../../provider/errors";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { newCertificate } from "../../lab/simulated/winrm/certificate";
import type { SimulatedWinrmOptions } from "../../lab/simulated/winrm/simulated-winrm";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { WinrmLab } from "./winrm-lab";

describe("a WinRM connection", () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function start(options: SimulatedWinrmOptions = {}): Promise<WinrmLab> {
    const lab = await WinrmLab.start(options);
    cleanups.push(() => lab.stop());
    return lab;
  }

  /** The secured connection with other trust. */
  function trusting(lab: WinrmLab, trust: Partial<WinrmConnection>): WinrmConnection {
    const { certificateSha256: _, ...rest } = lab.secured;
    return { ...rest, ...trust };
  }

  async function assertTls(lab: WinrmLab, connection: WinrmConnection, says: RegExp): Promise<void> {
    const host = lab.open(connection);
    await assert.rejects(host.run("exit 0"), (error) => {
      assert.ok(error instanceof TlsError, String(error));
      assert.match(error.message, says);
      return true;
    });
    await assert.rejects(host.run("exit 0"), TlsError);
    assert.deepEqual(lab.winrm.requests, [], "nothing was sent, and there was no fallback");
    assert.ok(lab.winrm.connections <= 1, "it is not tried again");
  }

  describe("to a port without a scheme", () => {
    it("uses TLS where the host speaks it", async () => {
      const lab = await start();
      const ca = lab.winrm.https.certificate?.certificate ?? "";
      assert.equal((await lab.open(trusting(lab, { ca })).run("exit 2")).exitCode, 2);
    });

    it("never falls back: a port without TLS gets no log-on", async () => {
      const lab = await start();
      const { scheme: _, ...connection } = lab.sealed;
      for (let round = 0; round < 2; round++) {
        await assert.rejects(lab.open(connection).run("exit 2"), /PROTOCOL: .*does not speak TLS/);
      }
      assert.deepEqual(lab.winrm.requests, []);
    });

    it("ends at a certificate that is not trusted", async () => {
      const lab = await start();
      await assertTls(lab, trusting(lab, {}), /self-signed .*SHA-256 [0-9a-f]{64}/);
    });
  });

  describe("trusts", () => {
    it("the pinned certificate and no other", async () => {
      const lab = await start();
      assert.equal((await lab.open(lab.secured).run("exit 2")).exitCode, 2);
      const other = await start();
      await assertTls(other, trusting(other, { certificateSha256: "0".repeat(64) }), /expected 0{64}/);
    });

    it("an issuing authority without the root above it", async () => {
      const root = newCertificate({ authority: true, commonName: "root" });
      const issuer = { commonName: "issuing", key: root.key };
      const issuing = newCertificate({
        authority: true,
        commonName: "issuing",
        issuer: { ...issuer, commonName: "root" },
      });
      const certificate = newCertificate({
        addresses: ["127.0.0.1"],
        issuer: { commonName: "issuing", key: issuing.key },
      });
      const lab = await start({ certificate });
      assert.equal((await lab.open(trusting(lab, { ca: issuing.certificate })).run("exit 2")).exitCode, 2);
      await assertTls(await start({ certificate }), trusting(lab, { ca: root.certificate }), /not issued by/);
    });

    it("no certificate that is not for servers", async () => {
      const certificate = newCertificate({ addresses: ["127.0.0.1"], userPrincipalName: "someone" });
      const lab = await start({ certificate });
      await assertTls(lab, trusting(lab, { ca: certificate.certificate }), /is not meant for servers/);
    });

    it("an authority, but not for another name", async () => {
      const certificate = newCertificate({ dnsNames: ["other.example.net"] });
      const lab = await start({ certificate });
      await assertTls(lab, trusting(lab, { ca: certificate.certificate }), /for another name/);
    });

    it("an authority, but not after its time", async () => {
      const certificate = newCertificate({ addresses: ["127.0.0.1"], endsInDays: -1 });
      const lab = await start({ certificate });
      await assertTls(lab, trusting(lab, { ca: certificate.certificate }), /has expired or is not yet valid/);
    });

    it("anything where insecureAcceptAny says so", async () => {
      const lab = await start({ certificate: newCertificate({ endsInDays: -1 }) });
      assert.equal((await lab.open(trusting(lab, { tls: "insecureAcceptAny" })).run("exit 2")).exitCode, 2);
    });
  });

  it("names a host that speaks only an old TLS", async () => {
    const lab = await start({
      tls: { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" },
    });
    await assertTls(lab, lab.secured, /TLS older than 1\.2.*Windows 7/);
  });

  it("names a port that does not speak TLS, if it must", async () => {
    const lab = await start();
    const connection = { ...lab.sealed, scheme: "https" } as const;
    await assert.rejects(
      lab.open(connection).run("exit 0"),
      /PROTOCOL: .*does not speak TLS.*scheme: "http"/,
    );
    assert.deepEqual(lab.winrm.requests, []);
  });

  /** The port of a server that does this with each connection. */
  async function portOf(serve: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      serve(socket);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  it("names a port that does not speak HTTP", async () => {
    const port = await portOf((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    const lab = await start();
    await assert.rejects(lab.open({ ...lab.sealed, port }).run("exit 0"), (error) => {
      assert.ok(error instanceof ProtocolError, String(error));
      assert.match(error.message, /does not speak HTTP/);
      return true;
    });
  });

  // Node ends such a request without an error.
  it("ends at once where a host switches to another protocol", async () => {
    const answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
    const port = await portOf((socket) => socket.once("data", () => socket.write(answer)));
    const lab = await start();
    await assert.rejects(lab.open({ ...lab.sealed, port }).run("exit 0"), (error) => {
      assert.ok(error instanceof UnreachableError, String(error));
      assert.match(error.message, /the connection was reset/);
      return true;
    });
  });

  it("names a port where nobody listens", async () => {
    const lab = await start();
    const connection = lab.sealed;
    await lab.winrm.stop();
    await assert.rejects(lab.open(connection).run("exit 0"), (error) => {
      assert.ok(error instanceof UnreachableError, String(error));
      assert.deepEqual([error.phase, error.commandMayHaveRun], ["connect", false]);
      assert.match(error.message, /winrm quickconfig/);
      return true;
    });
  });

  describe("at its deadline tells the phase:", () => {
    const ways = { "TLS handshake": "https", authentication: "http" } as const;
    for (const [phase, scheme] of Object.entries(ways)) {
      it(phase, async () => {
        let heard = 0;
        const port = await portOf((socket) => socket.on("data", () => heard++));
        const lab = await start();
        const clock = new ManualClock();
        const host = lab.open({ ...lab.sealed, scheme, port }, { clock });
        const run = host.run("exit 0", { connectTimeoutSeconds: 3 });
        run.catch(() => {});
        await until(() => heard > 0);
        await clock.advance(3_000);
        await assert.rejects(run, { code: "UNREACHABLE", phase, commandMayHaveRun: false });
        assert.equal(clock.pending, 0, "a timer is left");
      });
    }
  });

  it("is bound to the certificate where the host insists on it", async () => {
    const lab = await start();
    lab.winrm.accounts.hardening = "strict";
    assert.equal((await lab.open(lab.secured).run("exit 2")).exitCode, 2);
  });

  it("knows domain accounts and passwords in any script", async () => {
    const lab = await start({ user: "svc", domain: "CORP", password: "pässwörd€ 鍵" });
    const account = { user: "CORP\\svc", password: "pässwörd€ 鍵" };
    for (const connection of [lab.sealed, lab.secured])
      assert.equal((await lab.open({ ...connection, ...account }).run("exit 2")).exitCode, 2);
  });
});
