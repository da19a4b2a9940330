import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AuthenticationError, type NatTraversalError, ProtocolError } from "../../../provider/errors";
import type { Host } from "../../../provider/hosts/host";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { openHost } from "../../support/open-host";
import { newFolder } from "../../support/run-folder";
import { stillClock } from "../../support/still-clock";
import { type LabCertificate, newCertificate } from "../simulated/winrm/certificate";
import { pythonWithReferees } from "./python";
import { Referee } from "./referee";

interface Report {
  readonly connections: number;
  readonly requests: readonly string[];
  readonly logins: readonly string[];
  readonly refusals: readonly string[];
  readonly commands: readonly string[];
  readonly open: number;
}

interface Options {
  readonly user?: readonly [domain: string, user: string, password: string];
  readonly certificate?: LabCertificate;
  /** PEM text of the client certificate that is taken. */
  readonly clientCertificate?: string;
  readonly bindTo?: string;
  readonly spoil?: string;
}

const line = 'reg query "HKLM\\A & <b>" & echo ü';
const [negotiate, four] = [
  ["negotiate", "authenticate"],
  ["Create", "Command", "Receive", "Delete"],
];

/* Our client is believed as far as a listener made of others' NTLM gets along with it, and as far as it refuses what that spoils. */
describe("the WinRM client and a third-party listener", function () {
  this.timeout(20_000);
  let folder = "";
  let listeners: Referee | undefined;
  let port = 0;
  const hosts: Host[] = [];

  before(async function () {
    this.timeout(300_000);
    const python = await pythonWithReferees(this);
    folder = newFolder("winrm-listener");
    listeners = new Referee(python, "listener.py", { REFEREE_FOLDER: folder });
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.disconnect();
    if (port !== 0) await listeners?.ask({ do: "stop", port });
    port = 0;
  });
  after(() => listeners?.stop());

  async function start(options: Options = {}): Promise<WinrmConnection> {
    assert.ok(listeners);
    const { user = ["", "alice", "P@ssw0rd1"], certificate, ...rest } = options;
    const files = certificate === undefined ? {} : writeCertificate(certificate);
    const started = await listeners.ask<{ port: number }>({ do: "start", users: [user], ...files, ...rest });
    port = started.port;
    const [domain, name, password] = user;
    return {
      transport: "winrm",
      host: "127.0.0.1",
      port,
      scheme: certificate === undefined ? "http" : "https",
      user: domain === "" ? name : `${domain}\\${name}`,
      password,
      ...(certificate === undefined ? {} : { certificateSha256: certificate.sha256 }),
    };
  }

  function writeCertificate(certificate: LabCertificate) {
    const files = { certificate: join(folder, "certificate.pem"), key: join(folder, "key.pem") };
    writeFileSync(files.certificate, certificate.certificate);
    writeFileSync(files.key, certificate.key, { mode: 0o600 });
    return files;
  }

  function report(): Promise<Report> {
    assert.ok(listeners);
    return listeners.ask<Report>({ do: "report", port });
  }

  function open(connection: WinrmConnection): Host {
    const host = openHost(connection, {
      clock: stillClock,
      timeouts: { connectSeconds: 10, commandSeconds: 10 },
      readSecret: (_property, source) => (typeof source === "string" ? source : ""),
    });
    hosts.push(host);
    return host;
  }

  async function assertRuns(connection: WinrmConnection, commandLine = line): Promise<Report> {
    const result = await open(connection).run(commandLine);
    const bytes = Buffer.from(result.output, "latin1").toString("utf8");
    assert.equal(bytes, `${commandLine.startsWith("slow") ? "early " : ""}ran ${commandLine}`);
    assert.equal(Buffer.from(result.errorOutput, "latin1").toString("utf8"), "Überschuß");
    assert.equal(result.exitCode, 3);
    const seen = await report();
    assert.deepEqual([seen.commands, seen.open, seen.refusals], [[commandLine], 0, []]);
    assert.equal(seen.connections, 1);
    return seen;
  }

  it("runs a command over HTTP, sealed, in 6 requests", async () => {
    const seen = await assertRuns(await start());
    assert.deepEqual(seen.requests, [...negotiate, ...four]);
    assert.deepEqual(seen.logins, ["alice"]);
  });

  it("runs the next command on the same connection in 4 requests", async () => {
    const host = open(await start());
    await host.run(line);
    await host.run(line);
    const seen = await report();
    assert.deepEqual(seen.requests, [...negotiate, ...four, ...four]);
    assert.equal(seen.connections, 1);
  });

  it("logs in with a password beyond ASCII, as a user of a domain", async () => {
    const seen = await assertRuns(await start({ user: ["Firma", "jürgen", "Grüße 世界€🔑"] }));
    assert.deepEqual(seen.logins, ["Firma\\jürgen"]);
  });

  it("runs a command over HTTPS with the channel binding demanded", async () => {
    const certificate = newCertificate({ addresses: ["127.0.0.1"] });
    await assertRuns(await start({ certificate, bindTo: certificate.sha256 }));
  });

  it("runs a command with Basic over HTTPS", async () => {
    const connection = await start({ certificate: newCertificate() });
    const seen = await assertRuns({ ...connection, auth: "basic" });
    assert.deepEqual(seen.requests, four);
  });

  it("runs a command with a client certificate", async () => {
    const client = newCertificate({ userPrincipalName: "alice@localhost" });
    const options = { certificate: newCertificate(), clientCertificate: client.certificate };
    const { user: _, password: __, ...address } = await start(options);
    const seen = await assertRuns({
      ...address,
      clientCertificate: client.certificate,
      clientKey: client.key,
    });
    assert.deepEqual(seen.requests, four);
  });

  it("asks again while a command runs, and unseals faults in between", async () => {
    const seen = await assertRuns(await start(), "slow one");
    assert.equal(seen.requests.filter((request) => request === "Receive").length, 3);
  });

  async function assertFails(connection: WinrmConnection, kind: typeof NatTraversalError): Promise<Report> {
    await assert.rejects(open(connection).run(line), (error: unknown) => {
      assert.ok(error instanceof kind, String(error));
      return true;
    });
    return await report();
  }

  it("is refused once with a wrong password", async () => {
    const connection = await start();
    const seen = await assertFails({ ...connection, password: "wrong" }, AuthenticationError as never);
    assert.equal(seen.refusals.length, 1);
  });

  it("is refused where the channel binding is of another certificate", async () => {
    const connection = await start({ certificate: newCertificate(), bindTo: "00".repeat(32) });
    const seen = await assertFails(connection, AuthenticationError as never);
    assert.deepEqual(seen.refusals, ["BadBindingsError"]);
  });

  for (const spoil of ["signature", "body", "replay", "plain"]) {
    it(`does not believe a reply with a spoiled part: ${spoil}`, async () => {
      const seen = await assertFails(await start({ spoil }), ProtocolError as never);
      assert.ok(!seen.requests.includes("Receive"));
    });
  }
});
