import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, it } from "mocha";
import { parsePrivateKey } from "../../../provider/hosts/ssh/private-key";
import { newEd25519Keys } from "../../support/ssh-keys";
import { given, read, refusal } from "./given-key";

const passphrase = "pass phrase";

function pem(key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1", secret?: string): string {
  const lock = secret === undefined ? {} : { cipher: "aes-256-cbc", passphrase: secret };
  return key.export({ type, format: "pem", ...lock } as { type: "pkcs8"; format: "pem" }).toString();
}

const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const ed25519 = generateKeyPairSync("ed25519").privateKey;
const openssh = newEd25519Keys();
const locked = newEd25519Keys(passphrase);

/** One element in DER. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([
    Buffer.from(bytes.length < 128 ? [tag, bytes.length] : [tag, 0x81, bytes.length]),
    bytes,
  ]);
}

const sequence = (...content: readonly Buffer[]) => der(0x30, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const parameters = (...numbers: readonly number[]) =>
  sequence(
    der(0x04, Buffer.alloc(8, 7)),
    ...numbers.map((number) => der(0x02, Buffer.from(`00${number.toString(16).padStart(8, "0")}`, "hex"))),
  );

function encryptedKey(algorithm: Buffer): string {
  const body = sequence(algorithm, der(0x04, Buffer.alloc(32, 9))).toString("base64");
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${body}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}

/** PBES2 (RFC 8018): how the key is derived, and the cipher. */
function derivation(scheme: string, kdf: string, ...numbers: readonly number[]): string {
  const aes = sequence(oid("60864801650304012a"), der(0x04, Buffer.alloc(16)));
  return encryptedKey(sequence(oid(scheme), sequence(sequence(oid(kdf), parameters(...numbers)), aes)));
}

describe("a private key", () => {
  const own = { "ssh-rsa": rsa, "ecdsa-sha2-nistp256": ec, "ssh-ed25519": ed25519 };
  for (const [type, key] of Object.entries(own)) {
    it(`of type ${type} is read from PKCS#8, encrypted or not`, () => {
      const known = read(pem(key, "pkcs8"));
      assert.match(Buffer.from(known, "base64").toString("latin1"), new RegExp(type));
      assert.equal(read(pem(key, "pkcs8", passphrase), passphrase), known);
    });
  }

  it("is the same in every form", () => {
    assert.equal(read(pem(rsa, "pkcs1")), read(pem(rsa, "pkcs8")));
    assert.equal(read(pem(ec, "sec1")), read(pem(ec, "pkcs8")));
    assert.equal(read(pem(rsa, "pkcs1", passphrase), passphrase), read(pem(rsa, "pkcs8")));
  });

  it("is read after its EC parameters, as openssl ecparam writes them", () => {
    const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    assert.equal(read(parameters + pem(ec, "sec1")), read(pem(ec, "sec1")));
  });

  it("is read with a passphrase that it does not need", () => {
    assert.equal(read(openssh.private, "needless"), read(openssh.private));
    assert.equal(read(pem(rsa, "pkcs8"), "needless"), read(pem(rsa, "pkcs8")));
  });

  const ways: Record<string, (text: string) => string> = {
    "with CRLF": (text) => text.replace(/\n/g, "\r\n"),
    "with CR": (text) => text.replace(/\n/g, "\r"),
    "with line breaks written as \\n": (text) => text.trim().replace(/\n/g, "\\n"),
    "with line breaks written as \\r\\n": (text) => text.replace(/\n/g, "\\r\\n"),
    indented: (text) => text.replace(/^/gm, "    "),
    "with blanks at the ends of lines": (text) => text.replace(/$/gm, " \t"),
    "after a byte order mark": (text) => `\uFEFF${text}`,
    "between empty lines": (text) => `\n\n${text}\n\n`,
    "without its last line break": (text) => text.trimEnd(),
  };
  for (const [words, mangled] of Object.entries(ways)) {
    it(`is read ${words}`, () => {
      for (const text of [openssh.private, pem(rsa, "pkcs1"), pem(ec, "sec1"), pem(ed25519, "pkcs8")])
        assert.equal(read(mangled(text)), read(text));
      assert.equal(read(mangled(locked.private), passphrase), read(locked.private, passphrase));
    });
  }

  const x25519 = generateKeyPairSync("x25519").privateKey;
  const putty = "PuTTY-User-Key-File-";
  const others: readonly (readonly [string, string, RegExp])[] = [
    ["a path", "~/.ssh/id_ed25519", /privateKey \(file canary\) is a path, not a private key.*\{ file: … \}/],
    ["a Windows path", "C:\\keys\\vpn", /is a path/],
    ["the name of a file", "id_rsa", /is a path/],
    ["a public key", openssh.public, /is a public key.*without \.pub/],
    ["a public key in PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", /is a public key/],
    ["a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", /is a certificate/],
    ["a key without its first line", openssh.private.replace(/^.*\n/, ""), /without its first or last line/],
    ["a key without its last line", openssh.private.replace(/\n.*\n*$/, ""), /whose end is missing/],
    ["a key that lacks a line", pem(rsa, "pkcs1").replace(/\n.{64}\n.{64}/, ""), /is a damaged private key/],
    ["a PKCS#8 key that lacks a line", pem(rsa, "pkcs8").replace(/\n.{64}/, ""), /is a damaged private key/],
    ["a key that SSH has no use for", pem(x25519, "pkcs8"), /of an unsupported type.*Ed25519/],
    [
      "a PuTTY key, version 1",
      `${putty}1: ssh-rsa\nX`,
      /version 1, ssh-rsa.*puttygen FILE\.ppk -O private-o/,
    ],
    ["a PuTTY key of Ed448", `${putty}3: ssh-ed448\nEncryption: none`, /version 3, ssh-ed448.*puttygen/],
    ["a PuTTY key without an end", `${putty}3: ssh-ed25519\nEncryption: none`, /is a damaged private key/],
    ["a PuTTY key of a new cipher", `${putty}3: ssh-ed25519\nEncryption: x`, /of an unsupported type/],
    [
      "a key of an SSH that was sold",
      "-----BEGIN SSH2 PRIVATE KEY-----\nA\n-----END SSH2 PRIVATE KEY-----",
      /unsupported format/,
    ],
    ["some text", "correct horse", /is not a private key/],
  ];
  for (const [words, text, says] of others) {
    it(`is told from ${words}`, () => {
      for (const secret of [undefined, passphrase]) assert.match(refusal(text, secret), says);
    });
  }

  it("blames the passphrase only where there is one to blame", () => {
    for (const text of [locked.private, pem(rsa, "pkcs8", passphrase), pem(rsa, "pkcs1", passphrase)]) {
      assert.match(refusal(text), /privateKey \(.*\) is encrypted.*Set passphrase/);
      assert.match(refusal(text, "wrong"), /passphrase \(.*\) does not decrypt privateKey/);
    }
  });

  it("that asks for more rounds than can be waited for is refused at once", () => {
    const [begin = "", ...rest] = locked.private.trim().split("\n");
    const body = Buffer.from(rest.slice(0, -1).join(""), "base64");
    // The number of rounds follows the salt of 16 bytes (PROTOCOL.key).
    const at = body.indexOf("bcrypt") + "bcrypt".length + 4 + 4 + 16;
    assert.equal(body.readUInt32BE(at), 1);
    body.writeUInt32BE(0x7fff_ffff, at);
    const text = `${begin}\n${body.toString("base64")}\n${rest.at(-1)}\n`;
    assert.match(refusal(text, passphrase), /privateKey \(.*\) asks for 2147483647 rounds of bcrypt.*-a 16/);
  });

  const derivations = {
    PBKDF2: derivation("2a864886f70d01050d", "2a864886f70d01050c", 2 ** 31 - 1),
    "scrypt, N": derivation("2a864886f70d01050d", "2b06010401da47040b", 2 ** 30, 8, 1),
    "scrypt, p": derivation("2a864886f70d01050d", "2b06010401da47040b", 16_384, 8, 2 ** 30),
    "PKCS#12": encryptedKey(sequence(oid("2a864886f70d010c0103"), parameters(2 ** 31 - 1))),
  };
  for (const [name, text] of Object.entries(derivations)) {
    it(`in PKCS#8 that asks for more work than can be waited for is refused at once: ${name}`, () => {
      const startedAt = performance.now();
      assert.match(
        refusal(text, passphrase),
        /privateKey \(.*\) asks for \d+ (?:rounds|steps) .*openssl pkcs8/,
      );
      assert.ok(performance.now() - startedAt < 1_000);
    });
  }

  it("is parsed once, however many hosts use it", () => {
    const text = pem(ec, "sec1");
    const once = parsePrivateKey(given(text), undefined);
    assert.equal(parsePrivateKey(given(text), undefined), once);
    for (let other = 0; other < 64; other++)
      parsePrivateKey(given(`${" ".repeat(other + 1)}${text}`), undefined);
    assert.notEqual(parsePrivateKey(given(text), undefined), once, "what is remembered has a bound");
  });
});
