import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../support/run-folder";
import {
  type LabWinrmConnection,
  type SimulatedHostOptions,
  type SimulatedWinrmHost,
  startSimulatedHost,
} from "../simulated/simulated-host";
import { newCertificate } from "../simulated/winrm/certificate";
import { tampered } from "../simulated/winrm/faults";
import { pythonWithReferees } from "./python";
import { Referee } from "./referee";

interface Ran {
  readonly output?: string;
  readonly errors?: string;
  readonly exitCode?: number;
  readonly error?: string;
  readonly text?: string;
}

const tools = ["pywinrm", "pypsrp"] as const;
type Tool = (typeof tools)[number];

/** What each tool calls a thing. */
const words = {
  sealedOverTls: { pywinrm: { message_encryption: "always" }, pypsrp: { encryption: "always" } },
  basic: { pywinrm: { transport: "basic" }, pypsrp: { auth: "basic" } },
  withoutBinding: { pywinrm: { send_cbt: false }, pypsrp: { negotiate_send_cbt: false } },
  oneSecond: { pywinrm: { operation_timeout_sec: 1 }, pypsrp: { operation_timeout: 1 } },
} as const;

const line = "echo one & reg query HKLM\\SYSTEM\\Nowhere";

/*
 * The listener of the simulated host is believed as far as clients that nobody here wrote get along with it, and as far
 * as it refuses what they spoil.
 */
describe("the simulated WinRM service and third-party clients", function () {
  this.timeout(20_000);
  let clients: Referee | undefined;
  let host: SimulatedWinrmHost | undefined;

  before(async function () {
    this.timeout(300_000);
    clients = new Referee(await pythonWithReferees(this), "clients.py");
  });
  afterEach(async () => {
    await host?.stop();
    host = undefined;
  });
  after(() => clients?.stop());

  async function start(options: SimulatedHostOptions = {}): Promise<SimulatedWinrmHost> {
    host = await startSimulatedHost({
      ...options,
      winrm: options.winrm === undefined ? true : options.winrm || {},
    });
    return host;
  }

  function ask<Answer>(
    tool: Tool | "pyspnego",
    connection: LabWinrmConnection,
    options: object = {},
    text = line,
  ) {
    assert.ok(clients);
    return clients.ask<Answer>({ tool, connection, line: text, options });
  }

  function assertRan({ winrm, windows }: SimulatedWinrmHost, ran: Ran): void {
    assert.deepEqual([ran.error, ran.text], [undefined, undefined]);
    assert.equal(ran.output?.trim(), "one");
    assert.match(ran.errors ?? "", /^ERROR: The system was unable to find/);
    assert.equal(ran.exitCode, 1);
    assert.deepEqual(windows.commands, [line]);
    assert.deepEqual([winrm.shells.opened, winrm.shells.closed, winrm.shells.open], [1, 1, 0]);
    assert.deepEqual([winrm.connections, winrm.refusals, winrm.misunderstood], [1, [], []]);
  }

  for (const tool of tools) {
    describe(tool, () => {
      it("runs a command over HTTP, sealed by NTLM", async () => {
        const lab = await start();
        assertRan(lab, await ask(tool, lab.winrmConnections.http));
        assert.equal(lab.winrm.logins, 1);
      });

      it("logs in with a password beyond ASCII", async () => {
        const lab = await start({ password: "Grüße, 世界 €🔑" });
        assertRan(lab, await ask(tool, lab.winrmConnections.http));
      });

      it("logs in as a user of a domain", async () => {
        const lab = await start({ user: "jürgen", winrm: { domain: "Firma" } });
        const user = "Firma\\jürgen";
        assertRan(lab, await ask(tool, { ...lab.winrmConnections.http, user }));
      });

      it("runs a command over HTTPS with the channel binding demanded", async () => {
        const lab = await start();
        lab.winrm.accounts.hardening = "strict";
        assertRan(lab, await ask(tool, lab.winrmConnections.https));
      });

      it("seals over HTTPS as well", async () => {
        const lab = await start();
        assertRan(lab, await ask(tool, lab.winrmConnections.https, words.sealedOverTls[tool]));
      });

      it("runs a command with Basic over HTTPS", async () => {
        const lab = await start({ winrm: { basic: true } });
        assertRan(lab, await ask(tool, lab.winrmConnections.https, words.basic[tool]));
      });

      it("runs a command with a client certificate", async () => {
        const certificate = newCertificate({ userPrincipalName: "Administrator@localhost" });
        const lab = await start({
          winrm: { clientCertificates: [certificate], tls: { maxVersion: "TLSv1.2" } },
        });
        const folder = newFolder("client-certificate");
        const [pem, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
        writeFileSync(pem, certificate.certificate);
        writeFileSync(key, certificate.key, { mode: 0o600 });
        const options = {
          pywinrm: { transport: "certificate", cert_pem: pem, cert_key_pem: key },
          pypsrp: { auth: "certificate", certificate_pem: pem, certificate_key_pem: key },
        }[tool];
        assertRan(lab, await ask(tool, lab.winrmConnections.https, options));
      });

      it("asks again while a command takes longer than the operation may", async () => {
        const lab = await start();
        lab.windows.faults.add({ when: /./, effect: { kind: "delay", seconds: 1.3 } });
        assertRan(lab, await ask(tool, lab.winrmConnections.http, words.oneSecond[tool]));
        assert.equal(lab.winrm.requests.filter((request) => request === "receive").length, 2);
      });

      it("is refused with a wrong password", async () => {
        const lab = await start();
        const ran = await ask<Ran>(tool, { ...lab.winrmConnections.http, password: "wrong" });
        assert.match(`${ran.error} ${ran.text}`, /InvalidCredentials|AuthenticationError/);
        assert.deepEqual([lab.winrm.refusals, lab.windows.commands], [["wrong password"], []]);
      });

      it("is refused without a channel binding where one is demanded", async () => {
        const lab = await start();
        lab.winrm.accounts.hardening = "strict";
        const ran = await ask<Ran>(tool, lab.winrmConnections.https, words.withoutBinding[tool]);
        assert.match(`${ran.error} ${ran.text}`, /InvalidCredentials|AuthenticationError/);
        assert.deepEqual([lab.winrm.refusals, lab.windows.commands], [["no channel binding"], []]);
      });

      for (const [what, change] of Object.entries({
        signature: tampered.signature,
        sequence: tampered.sequence,
        body: tampered.body,
      })) {
        it(`does not believe a reply whose ${what} has a flipped bit`, async () => {
          const lab = await start();
          lab.winrm.faults.add({ leg: "create", effect: { kind: "pieces", change } });
          const ran = await ask<Ran>(tool, lab.winrmConnections.http);
          assert.ok(ran.error, JSON.stringify(ran));
          assert.deepEqual(lab.windows.commands, []);
        });
      }

      it("does not believe a reply that comes a second time", async () => {
        const lab = await start();
        lab.winrm.faults.add({ leg: "command", effect: { kind: "replay" } });
        const ran = await ask<Ran>(tool, lab.winrmConnections.http);
        assert.ok(ran.error, JSON.stringify(ran));
        assert.ok(!lab.winrm.requests.includes("receive"));
      });

      it("understands that the account is not an administrator's", async () => {
        const lab = await start();
        lab.windows.elevated = false;
        const ran = await ask<Ran>(tool, lab.winrmConnections.http);
        assert.match(`${ran.error} ${ran.text}`, /access is denied|code:? '?"?5\b/i);
      });

      it("understands that no more shells may be open", async () => {
        const lab = await start();
        lab.winrm.shells.quota = 0;
        const ran = await ask<Ran>(tool, lab.winrmConnections.http);
        assert.match(`${ran.error} ${ran.text}`, /2150859173/);
      });
    });
  }

  describe("pyspnego, message by message", () => {
    const spoiled: ReadonlyArray<readonly [string, readonly number[], "refusals" | "misunderstood", string]> =
      [
        ["mic", [401, 401, 401], "refusals", "wrong MIC"],
        ["sessionKey", [401, 401, 401], "refusals", "wrong MIC"],
        ["signature", [401, 200, 400], "misunderstood", "the signature is wrong"],
        ["sequence", [401, 200, 400], "misunderstood", "the signature is wrong"],
        ["body", [401, 200, 400], "misunderstood", "the signature is wrong"],
        ["length", [401, 200, 400], "misunderstood", "the length stated is wrong"],
        ["replay", [401, 200, 200, 400], "misunderstood", "the signature is wrong"],
        ["otherConnection", [401, 200, 200, 401], "misunderstood", ""],
      ];
    for (const [spoil, statuses, where, reason] of spoiled) {
      it(`a request with a spoiled part is refused: ${spoil}`, async () => {
        const lab = await start();
        const answer = await ask("pyspnego", lab.winrmConnections.http, { spoil });
        assert.deepEqual(answer, { statuses });
        assert.equal(lab.winrm[where][0] ?? "", reason);
      });
    }

    it("a channel binding of another certificate is refused", async () => {
      const lab = await start();
      const certificateHash = "00".repeat(32);
      const answer = await ask("pyspnego", lab.winrmConnections.https, { certificateHash });
      assert.deepEqual(answer, { statuses: [401, 401] });
      assert.deepEqual(lab.winrm.refusals, ["wrong channel binding"]);
    });

    it("the channel binding of the listener's certificate is taken", async () => {
      const lab = await start();
      lab.winrm.accounts.hardening = "strict";
      const certificateHash = lab.winrm.https.certificate?.sha256;
      const answer = await ask("pyspnego", lab.winrmConnections.https, { certificateHash });
      assert.deepEqual(answer, { statuses: [401, 200] });
    });
  });
});
