import assert from "node:assert/strict";
import { secretsAmong } from "../../provider/engine/known-secrets";

describe("secretsAmong", () => {
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
    assert.deepEqual(secretsAmong({ connection, behindNat: "both" }), ["one", "two", "three"]);
  });

  it("leaves open what tells a WinRM service and its certificates", () => {
    const connection = {
      transport: "winrm",
      ...{ scheme: "https", auth: "certificate", ca: "CA", certificateSha256: "00", tls: "x" },
      clientCertificate: "CERTIFICATE",
      clientKey: "KEY",
    };
    assert.deepEqual(secretsAmong({ connection }), ["KEY"]);
  });

  it("leaves out what only names a place", () => {
    assert.deepEqual(secretsAmong({ connection: { password: { env: "PASSWORD" } } }), []);
  });

  it("takes properties of any form", () => {
    for (const connection of [undefined, null, "04da6b54-80e4-46f7-96ec-b56ff0331ba9", 7, []]) {
      assert.deepEqual(secretsAmong({ connection }), []);
    }
    assert.deepEqual(secretsAmong({}), []);
  });
});
