import assert from "node:assert/strict";
import * as crypto from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { CredentialUnavailableError } from "../../../provider/errors";
import { checkProperty } from "../../support/property";
import { parse, refusal } from "./given-key";

/* PuTTYgen 0.78 wrote these keys, and the public halves beside them; Argon2 is asked for as little work as it does. */
const folder = join(__dirname, "../../cases/putty-keys");
const passphrase = "pass phrase";
const files = readdirSync(folder);
const contentOf = (file: string) => readFileSync(join(folder, file), "utf8");

/** Version 3 with a passphrase needs Argon2, which Node.js has from 24.7 on. */
const hasArgon2 = "argon2Sync" in crypto;

function read(text: string, secret?: string): string {
  const key = parse(text, secret);
  const signature = key.sign(Buffer.from("signed"));
  assert.ok(!(signature instanceof Error) && key.verify(Buffer.from("signed"), signature) === true);
  return key.getPublicSSH().toString("base64");
}

/** The public half that PuTTYgen wrote: `type base64 comment`. */
function publicHalf(file: string): string {
  const name = /^(?:.*-\d(?=-)|rsa|ecdsa-256|ed25519)/.exec(file)?.[0] ?? "";
  return (
    contentOf(`${/-\d$/.test(name) && !name.endsWith("-256") ? name : `${name}-3`}.pub`).split(" ")[1] ?? ""
  );
}

describe("a private key of PuTTY", () => {
  const keys = files.filter((file) => file.endsWith(".ppk"));
  const isLocked = (file: string) => file.includes("locked");
  const needsArgon2 = (file: string) => isLocked(file) && file.includes("-3-");

  it("has cases of every type, in both versions, with and without a passphrase", () => {
    assert.equal(keys.length, 5 * 2 * 2 + 1);
  });

  for (const file of keys.filter((each) => !isLocked(each))) {
    it(`is read: ${file}`, () => {
      assert.equal(read(contentOf(file)), publicHalf(file));
      assert.equal(read(contentOf(file).replace(/\n/g, "\r\n"), "needless"), publicHalf(file));
    });
  }

  for (const file of keys.filter((each) => isLocked(each) && (hasArgon2 || !needsArgon2(each)))) {
    it(`is read with its passphrase, and with no other: ${file}`, () => {
      assert.equal(read(contentOf(file), passphrase), publicHalf(file));
      assert.match(
        refusal(contentOf(file), undefined, "FILE.ppk"),
        /privateKey \(file FILE\.ppk\) is encrypted. Set passphrase/,
      );
      assert.match(refusal(contentOf(file), "wrong"), /passphrase \(.*\) does not decrypt privateKey/);
    });
  }

  for (const file of keys.filter((each) => !hasArgon2 && needsArgon2(each))) {
    it(`names what it needs, and the command that converts it, where Node.js has no Argon2: ${file}`, () => {
      assert.match(refusal(contentOf(file)), /is encrypted. Set passphrase/);
      assert.match(
        refusal(contentOf(file), passphrase),
        /privateKey .* Argon2, which Node\.js has from 24\.7 on \(this is v.*puttygen FILE\.ppk -O private-openssh -o NEW/,
      );
    });
  }

  for (const file of files.filter((each) => each.includes("converted"))) {
    it(`is read in the form into which that command converts it: ${file}`, () => {
      assert.equal(read(contentOf(file), passphrase), publicHalf(file));
    });
  }

  it("that asks for more work than can be waited for is refused at once", () => {
    const greedy = contentOf("ed25519-3-locked.ppk").replace("Passes: 2", "Passes: 2000000");
    assert.match(refusal(greedy, passphrase), /asks for 128000000 KiB of work by Argon2, more than 8388608/);
    const none = contentOf("ed25519-3-locked.ppk").replace("Memory: 64", "Memory: 0");
    assert.match(refusal(none, passphrase), /is a damaged private key/);
  });

  it("of which a character was changed is refused, where that means anything", () => {
    const open = keys.filter((file) => !isLocked(file));
    const changes = fc.tuple(fc.constantFrom(...open), fc.nat(), fc.constantFrom("A", "/", "7", "\n"));
    checkProperty(
      fc.property(changes, ([file, where, put]) => {
        const text = contentOf(file);
        const at = where % text.length;
        const changed = text.slice(0, at) + put + text.slice(at + 1);
        try {
          // The end of base64, and the case of hexadecimal digits, mean nothing.
          assert.equal(read(changed), publicHalf(file));
        } catch (error) {
          assert.ok(error instanceof CredentialUnavailableError, String(error));
        }
      }),
    );
  });
});
