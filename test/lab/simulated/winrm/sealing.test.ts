import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { newCertificate } from "./certificate";
import { md4 } from "./md4";
import { KeyStream, ServerSealing } from "./sealing";

const hex = (text: string) => Buffer.from(text, "hex");

describe("the cryptography of the simulated WinRM service", () => {
  for (const [message, digest] of [
    ["", "31d6cfe0d16ae931b73c59d7e0c089c0"],
    ["abc", "a448017aaf21d8525fc10ae87aa6729d"],
    ["1234567890".repeat(8), "e33b4ddc9c38f2199c3e7b164fcc0536"],
  ] as const) {
    it(`has RFC 1320's digest of ${message.length} bytes`, () => {
      assert.equal(md4(Buffer.from(message)).toString("hex"), digest);
    });
  }

  it("has the known key stream of RC4, in one piece and in two", () => {
    assert.deepEqual(
      new KeyStream(Buffer.from("Key")).apply(Buffer.from("Plaintext")),
      hex("bbf316e8d940af0ad3"),
    );
    const stream = new KeyStream(Buffer.from("Key"));
    assert.deepEqual(
      Buffer.concat([stream.apply(Buffer.from("Plain")), stream.apply(Buffer.from("text"))]),
      hex("bbf316e8d940af0ad3"),
    );
  });

  it("opens what MS-NLMP 4.2.4 seals, in its order only, and seals what a server would", () => {
    const clear = Buffer.from("Plaintext", "utf16le");
    const first = [
      hex("010000007fb38ec5c55d497600000000"),
      hex("54e50165bf1936dc996020c1811b0f06fb5f"),
    ] as const;
    const second = [
      hex("01000000255405955d31d8c401000000"),
      hex("64c308e09ea236e7f4232553c94a01e700fa"),
    ] as const;
    const sealing = new ServerSealing(Buffer.alloc(16, 0x55));
    assert.deepEqual(sealing.unseal(...first), clear);
    assert.deepEqual(sealing.unseal(...second), clear);
    assert.throws(() => sealing.unseal(...second), /signature/);
    assert.throws(() => new ServerSealing(Buffer.alloc(16, 0x55)).unseal(...second), /signature/);
    assert.deepEqual(sealing.seal(clear), {
      signature: hex("01000000b298b847ce7c580700000000"),
      sealed: hex("160871b730ba74e946c453d7465b54278dd0"),
    });
  });

  it("makes certificates that others read", () => {
    const made = newCertificate({ commonName: "vpn01", dnsNames: ["vpn01"], addresses: ["127.0.0.1"] });
    const read = new X509Certificate(made.certificate);
    assert.equal(read.subject, "CN=vpn01");
    assert.equal(read.subjectAltName, "DNS:vpn01, IP Address:127.0.0.1");
    assert.ok(read.verify(read.publicKey));
    assert.equal(read.fingerprint256.replaceAll(":", "").toLowerCase(), made.sha256);
    assert.ok(Date.parse(read.validFrom) < Date.now() && Date.parse(read.validTo) > Date.now());
    assert.ok(Date.parse(new X509Certificate(newCertificate({ endsInDays: -1 }).der).validTo) < Date.now());
  });
});
