import assert from "node:assert/strict";
import { collectSecrets } from "../../provider/engine/secrets";

describe("collectSecrets", () => {
  it("finds the texts of credentials, misspelt ones too, and nothing that is open", () => {
    const connection = {
      transport: "ssh",
      host: "vpn01",
      port: 22,
      user: "admin",
      hostKey: "SHA256:x",
      password: "one",
      passphrase: "two",
      privatKey: "three",
    };
    assert.deepEqual(collectSecrets({ connection, behindNat: "both" }), ["one", "two", "three"]);
  });

  it("leaves open what tells a WinRM service and its certificates", () => {
    const connection = {
      transport: "winrm",
      ...{ scheme: "https", auth: "certificate", ca: "CA", certificateSha256: "00", tls: "x" },
      clientCertificate: "CERTIFICATE",
      clientKey: "KEY",
    };
    assert.deepEqual(collectSecrets({ connection }), ["KEY"]);
  });

  it("leaves open what tells a PowerShell and the computer it leads to", () => {
    const connection = {
      transport: "powershell",
      host: "vpn01",
      scheme: "http",
      executable: "pwsh",
      user: "svc",
    };
    assert.deepEqual(collectSecrets({ connection: { ...connection, password: "one" } }), ["one"]);
  });

  it("finds those of a jump host, wherever it is, and nothing that is open", () => {
    const jumpHost = {
      host: "bastion",
      user: "jumper",
      agent: "~/agent.sock",
      agentKey: "SHA256:y",
      hostKey: "SHA256:z",
      password: "one",
      passphrase: { file: "phrase.txt" },
      privatKey: "two",
    };
    const connection = { transport: "ssh", agent: "/run/agent", agentKey: "SHA256:x", jumpHost };
    assert.deepEqual(collectSecrets({ connection }), ["one", "two"]);
    assert.deepEqual(collectSecrets({ connection: { jmpHost: [jumpHost] } }), ["one", "two"]);
    assert.deepEqual(collectSecrets({ connection: { agent: true, jumpHost: "bastion" } }), ["bastion"]);
  });

  it("leaves open the right names with values of a wrong kind, and slips of open names", () => {
    const wrong = { port: "22", keepaliveSeconds: "ten", hots: "vpn01", transprot: "telnet", USER: "admin" };
    for (const transport of ["ssh", "winrm", "powershell"])
      assert.deepEqual(collectSecrets({ connection: { transport, ...wrong, jumpHost: wrong } }), []);
  });

  it("leaves open words of our own messages and ports under any name, but not as a credential", () => {
    for (const word of ["ssh", "winrm", "https", "ntlm", "both", "22", "65535"]) {
      assert.deepEqual(collectSecrets({ connection: { kind: word } }), [], word);
      assert.deepEqual(collectSecrets({ connection: { password: word } }), [word]);
    }
    assert.deepEqual(collectSecrets({ connection: { pin: "123456", pasword: "hunter2" } }), [
      "123456",
      "hunter2",
    ]);
  });

  it("leaves out what only names a place", () => {
    assert.deepEqual(collectSecrets({ connection: { password: { env: "PASSWORD" } } }), []);
    assert.deepEqual(collectSecrets({ connection: { password: { fil: "canary" } } }), ["canary"]);
    assert.deepEqual(collectSecrets({ connection: { env: "canary" } }), ["canary"]);
  });

  it("takes properties of any form", () => {
    for (const connection of [
      undefined,
      null,
      "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      7,
      [],
      { jumpHost: null, password: [null] },
    ]) {
      assert.deepEqual(collectSecrets({ connection }), []);
    }
    assert.deepEqual(collectSecrets({}), []);
  });
});
