import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { CredentialUnavailableError } from "../../../provider/errors";
import { checkProperty } from "../../support/property";
import { newEd25519Keys } from "../../support/ssh-keys";
import { read } from "./given-key";

const passphrase = "pass phrase";

/** Keys in all forms that are read, the last one locked. */
function keyTexts(): string[] {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const ed25519 = generateKeyPairSync("ed25519").privateKey;
  return [
    newEd25519Keys().private,
    ec.export({ type: "sec1", format: "pem" }).toString(),
    ed25519.export({ type: "pkcs8", format: "pem" }).toString(),
    newEd25519Keys(passphrase).private,
  ];
}

describe("a private key", () => {
  it("that is cut, or changed anywhere, is read or refused, and nothing of it is shown", () => {
    const damage = fc.tuple(
      fc.constantFrom(...keyTexts()),
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.string({ maxLength: 5 }),
    );
    checkProperty(
      fc.property(damage, fc.boolean(), ([text, place, length, instead], withSecret) => {
        const at = place % text.length;
        try {
          read(text.slice(0, at) + instead + text.slice(at + length), withSecret ? passphrase : undefined);
        } catch (error) {
          assert.ok(error instanceof CredentialUnavailableError, String(error));
          assert.ok(!text.split("\n").some((line) => line.length > 20 && error.message.includes(line)));
        }
      }),
      { numRuns: 300 },
    );
    // Damage may ask for some hundred rounds, each of which takes a while.
  }).timeout(120_000);
});
