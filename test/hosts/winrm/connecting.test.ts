import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, Socket } from "node:net";
import { afterEach, describe, it } from "mocha";
import {
  AccessDeniedError,
  AuthenticationError,
  CredentialUnavailableError,
  ProtocolError,
  TlsError,
  UnreachableError,
} from "../../../provider/errors";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { dial } from "../../../provider/hosts/winrm/dial";
import { type EndpointPlan, endpointPlan } from "../../../provider/hosts/winrm/endpoint";
import { newCertificate } from "../../lab/simulated/winrm/certificate";
import type { SimulatedWinrmOptions } from "../../lab/simulated/winrm/simulated-winrm";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";
import { WinrmLab } from "./winrm-lab";

const base = { transport: "winrm", host: "h", user: "u", password: "p" } as const;
const both: EndpointPlan = {
  first: { scheme: "https", port: 5986 },
  otherwise: { scheme: "http", port: 5985, when: "no connection" },
};

describe("where a WinRM connection leads", () => {
  const plans: readonly (readonly [string, Partial<WinrmConnection>, EndpointPlan])[] = [
    ["nothing told", {}, both],
    ["https", { scheme: "https" }, { first: both.first }],
    ["http", { scheme: "http" }, { first: { scheme: "http", port: 5985 } }],
    ["http at a port", { scheme: "http", port: 80 }, { first: { scheme: "http", port: 80 } }],
    [
      "a port",
      { port: 7 },
      { first: { scheme: "https", port: 7 }, otherwise: { scheme: "http", port: 7, when: "not TLS" } },
    ],
    ["a pin", { certificateSha256: "00" }, { first: both.first }],
    ["authorities", { ca: "x", port: 7 }, { first: { scheme: "https", port: 7 } }],
    ["no verification", { tls: "insecureAcceptAny" }, { first: both.first }],
    ["Basic", { auth: "basic" }, { first: both.first }],
    ["a client certificate", { clientCertificate: "c", clientKey: "k" }, { first: both.first }],
  ];
  for (const [words, told, plan] of plans) {
    it(`with ${words}`, () => assert.deepEqual(endpointPlan({ ...base, ...told }), plan));
  }

  /** Sockets that connect or fail when told. */
  function phones() {
    const sockets = new Map<number, Socket>();
    const connectTcp = (port: number) => {
      const socket = new Socket();
      sockets.set(port, socket);
      return socket;
    };
    const tell = (port: number, event: "connect" | "refused") => {
      const socket = sockets.get(port);
      assert.ok(socket);
      if (event === "connect") socket.emit("connect");
      else socket.destroy(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
    };
    return { sockets, connectTcp, tell };
  }

  it("is HTTPS if that connects, though HTTP was first", async () => {
    const { sockets, connectTcp, tell } = phones();
    const clock = new ManualClock();
    const dialled = dial(both, connectTcp, clock, 20);
    tell(5985, "connect");
    await clock.advance(2_999);
    tell(5986, "connect");
    assert.equal((await dialled).endpoint.scheme, "https");
    assert.equal(sockets.get(5985)?.destroyed, true);
    assert.equal(clock.pending, 0);
  });

  it("is sealed HTTP if HTTPS is refused", async () => {
    const { connectTcp, tell } = phones();
    const dialled = dial(both, connectTcp, new ManualClock(), 20);
    tell(5986, "refused");
    tell(5985, "connect");
    assert.equal((await dialled).endpoint.scheme, "http");
  });

  it("is sealed HTTP if HTTPS says nothing for a while", async () => {
    const { sockets, connectTcp, tell } = phones();
    const clock = new ManualClock();
    let found: string | undefined;
    const dialled = dial(both, connectTcp, clock, 20).then(({ endpoint }) => {
      found = endpoint.scheme;
    });
    tell(5985, "connect");
    await clock.advance(2_999);
    assert.equal(found, undefined);
    await clock.advance(1);
    await dialled;
    assert.equal(found, "http");
    assert.equal(sockets.get(5986)?.destroyed, true);
  });

  it("is nowhere if both are refused", async () => {
    const { connectTcp, tell } = phones();
    const dialled = dial(both, connectTcp, new ManualClock(), 20);
    tell(5985, "refused");
    tell(5986, "refused");
    await assert.rejects(dialled, { code: "ECONNREFUSED" });
  });
});

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
    assert.deepEqual(lab.winrm.requests, [], "nothing was sent, and nothing was led around");
    assert.ok(lab.winrm.connections <= 1, "it is not tried again");
  }

  describe("to a port without a scheme", () => {
    it("speaks TLS where that is spoken", async () => {
      const lab = await start();
      const ca = lab.winrm.https.certificate?.certificate ?? "";
      assert.equal((await lab.open(trusting(lab, { ca })).run("exit 2")).exitCode, 2);
    });

    it("seals by NTLM where it is not", async () => {
      const lab = await start();
      const { scheme: _, ...connection } = lab.sealed;
      assert.equal((await lab.open(connection).run("exit 2")).exitCode, 2);
    });

    it("ends at a certificate that is not trusted", async () => {
      const lab = await start();
      await assertTls(lab, trusting(lab, {}), /signed by itself .*SHA-256 [0-9a-f]{64}/);
    });
  });

  describe("trusts", () => {
    it("the pinned certificate and no other", async () => {
      const lab = await start();
      assert.equal((await lab.open(lab.secured).run("exit 2")).exitCode, 2);
      const other = await start();
      await assertTls(other, trusting(other, { certificateSha256: "0".repeat(64) }), /expected was 0{64}/);
    });

    it("an authority, but not for another name", async () => {
      const certificate = newCertificate({ dnsNames: ["other.example.net"] });
      const lab = await start({ certificate });
      await assertTls(lab, trusting(lab, { ca: certificate.certificate }), /for another name/);
    });

    it("an authority, but not after its time", async () => {
      const certificate = newCertificate({ addresses: ["127.0.0.1"], endsInDays: -1 });
      const lab = await start({ certificate });
      await assertTls(lab, trusting(lab, { ca: certificate.certificate }), /not valid at this time/);
    });

    it("anything where that is spelled out", async () => {
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

  it("names a port that does not speak HTTP", async () => {
    const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(() => server.close());
    const lab = await start();
    const { port } = server.address() as AddressInfo;
    await assert.rejects(lab.open({ ...lab.sealed, port }).run("exit 0"), (error) => {
      assert.ok(error instanceof ProtocolError, String(error));
      assert.match(error.message, /does not speak HTTP/);
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
    for (const phase of ["TLS handshake", "authentication"] as const) {
      it(phase, async () => {
        const lab = await start();
        const overTls = phase === "TLS handshake";
        const connection = overTls ? lab.secured : lab.sealed;
        if (overTls) lab.winrm.https.silence = "afterAccept";
        else lab.winrm.http.silence = "afterRequest";
        const clock = new ManualClock();
        const run = lab.open(connection, { clock }).run("exit 0", { connectTimeoutSeconds: 3 });
        run.catch(() => {});
        await until(() => lab.winrm.connections === 1);
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(3_000);
        await assert.rejects(run, { code: "UNREACHABLE", phase, commandMayHaveRun: false });
        assert.equal(clock.pending, 0, "a timer is left");
      });
    }
  });

  describe("tells refusals apart:", () => {
    it("Basic that is off", async () => {
      const lab = await start();
      await assert.rejects(
        lab.open({ ...lab.secured, auth: "basic" }).run("exit 0"),
        /AUTHENTICATION: .*takes no Basic/,
      );
    });

    it("NTLM that is off, where Kerberos is on", async () => {
      const lab = await start();
      const headers = { "WWW-Authenticate": ["Kerberos", 'Basic realm="WSMAN"'] };
      lab.winrm.faults.add({ leg: "negotiate", effect: { kind: "status", status: 401, headers } });
      await assert.rejects(
        lab.open(lab.secured).run("exit 0"),
        /AUTHENTICATION: .*takes no NTLM \(only: kerberos, basic\).*Kerberos is not available yet/,
      );
    });

    it("a password, with what the host's log tells", async () => {
      const lab = await start();
      await assert.rejects(lab.open({ ...lab.sealed, password: "wrong" }).run("exit 0"), (error) => {
        assert.ok(error instanceof AuthenticationError, String(error));
        assert.match(error.message, /Event 4625.*C0000234 locked.*C000035B/);
        assert.doesNotMatch(error.message, /wrong[^ ]/);
        return true;
      });
    });

    it("a client certificate that nobody mapped", async () => {
      const lab = await start();
      const { key, certificate } = newCertificate({ userPrincipalName: "someone" });
      const { user: _, password: __, ...rest } = lab.secured;
      const host = lab.open({ ...rest, clientCertificate: certificate, clientKey: key });
      await assert.rejects(host.run("exit 0"), /AUTHENTICATION: .*did not take the client certificate/);
    });

    const statuses = {
      403: [AccessDeniedError, /IPv4Filter/],
      404: [ProtocolError, /no WinRM service at \/wsman/],
      503: [UnreachableError, /WinRM service is not running/],
      500: [ProtocolError, /HTTP status 500 and no message/],
    } as const;
    for (const [status, [kind, says]] of Object.entries(statuses)) {
      it(`HTTP status ${status}`, async () => {
        const lab = await start();
        lab.winrm.faults.add({ leg: "negotiate", effect: { kind: "status", status: Number(status) } });
        await assert.rejects(lab.open(lab.sealed).run("exit 0"), (error) => {
          assert.ok(error instanceof kind, String(error));
          assert.match(error.message, says);
          return true;
        });
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

  it("says all at once what is wrong with its files and keys, without their content", async () => {
    const lab = await start();
    const { user: _, password: __, ...rest } = lab.secured;
    const connection: WinrmConnection = {
      ...rest,
      clientCertificate: "canary",
      clientKey: newCertificate().key,
    };
    assert.throws(
      () => lab.open(connection),
      (error) => {
        assert.ok(error instanceof CredentialUnavailableError, String(error));
        assert.match(error.message, /clientCertificate .*is not PEM text/);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      },
    );
    const [one, other] = [newCertificate(), newCertificate()];
    assert.throws(
      () => lab.open({ ...rest, clientCertificate: one.certificate, clientKey: other.key }),
      /clientKey .*is not the key of clientCertificate/,
    );
    assert.throws(
      () => lab.open({ ...lab.secured, ca: { file: "/nowhere/ca.pem" } }),
      /ca \(file .*does not exist/,
    );
  });
});
