import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bindingOf, channelBinding } from "../../../provider/hosts/winrm/channel-binding";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";

/** Certificates of every kind of signature; another implementation named the hash and computed the binding. */
interface Case {
  readonly case: string;
  readonly certificate: string;
  readonly binding: string | null;
}

const file = join(__dirname, "..", "..", "cases", "winrm-channel-binding", "certificates.json");
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Case[];

describe("the channel binding", () => {
  it("is that of RFC 5929 for a known hash", () =>
    assert.equal(
      bindingOf(Buffer.from("tls-server-end-point:abc")).toString("hex"),
      "feb0fffbc725957540b287e8c838dfd9",
    ));

  for (const { case: name, certificate, binding } of cases) {
    it(`of a certificate signed with ${name} is ${binding === null ? "not defined" : "right"}`, () => {
      const found = channelBinding(Buffer.from(certificate, "base64"));
      assert.equal(found?.toString("hex") ?? null, binding);
    });
  }

  it("refuses what is cut short anywhere before the name of the signature", () => {
    const der = Buffer.from(cases[0]?.certificate ?? "", "base64");
    for (let length = 0; length < der.length; length++) {
      assert.throws(() => channelBinding(der.subarray(0, length)), MalformedReplyError, String(length));
    }
  });
});
