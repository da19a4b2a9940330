import assert from "node:assert/strict";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";
import { NtlmSession } from "../../../provider/hosts/winrm/ntlm/session";

const sessionKey = Buffer.alloc(16, 0x55);

describe("an NTLM session", () => {
  const plain = Buffer.from("Plaintext", "utf16le");

  it("seals as MS-NLMP 4.2.4 does, and goes on from there", () => {
    const session = new NtlmSession(sessionKey);
    const first = session.seal(plain);
    assert.equal(first.sealed.toString("hex"), "54e50165bf1936dc996020c1811b0f06fb5f");
    assert.equal(first.signature.toString("hex"), "010000007fb38ec5c55d497600000000");
    const second = session.seal(plain);
    assert.equal(second.sealed.toString("hex"), "64c308e09ea236e7f4232553c94a01e700fa");
    assert.equal(second.signature.toString("hex"), "01000000255405955d31d8c401000000");
  });

  it("opens what the other side sealed", () => {
    const sealed = Buffer.from("160871b730ba74e946c453d7465b54278dd0", "hex");
    const signature = Buffer.from("01000000b298b847ce7c580700000000", "hex");
    assert.deepEqual(new NtlmSession(sessionKey).unseal(signature, sealed), plain);
  });

  it("keeps two directions apart over many messages", () => {
    const ours = new NtlmSession(sessionKey);
    const theirs = new NtlmSession(sessionKey, "server");
    for (let index = 0; index < 50; index++) {
      const request = ours.seal(Buffer.from(`request ${index}`));
      assert.equal(theirs.unseal(request.signature, request.sealed).toString(), `request ${index}`);
      const reply = theirs.seal(Buffer.alloc(index * 100, index));
      assert.deepEqual(ours.unseal(reply.signature, reply.sealed), Buffer.alloc(index * 100, index));
    }
  });

  it("refuses every flipped bit of the signature and of the data, and everything after", () => {
    const sent = new NtlmSession(sessionKey, "server").seal(plain);
    for (let bit = 0; bit < (16 + plain.length) * 8; bit++) {
      const bytes = Buffer.concat([sent.signature, sent.sealed]);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const session = new NtlmSession(sessionKey);
      assert.throws(
        () => session.unseal(bytes.subarray(0, 16), bytes.subarray(16)),
        MalformedReplyError,
        String(bit),
      );
      assert.throws(
        () => session.unseal(sent.signature, sent.sealed),
        /arrived after one with a wrong signature/,
      );
    }
  });

  it("refuses a message sent twice, left out, cut short, or of another connection", () => {
    const server = new NtlmSession(sessionKey, "server");
    const [first, second] = [server.seal(plain), server.seal(plain)];
    const opened = new NtlmSession(sessionKey);
    opened.unseal(first.signature, first.sealed);
    assert.throws(() => opened.unseal(first.signature, first.sealed), /signature/);
    assert.throws(() => new NtlmSession(sessionKey).unseal(second.signature, second.sealed), /signature/);
    assert.throws(
      () => new NtlmSession(sessionKey).unseal(first.signature.subarray(1), first.sealed),
      /signature/,
    );
    assert.throws(
      () => new NtlmSession(Buffer.alloc(16, 1)).unseal(first.signature, first.sealed),
      /signature/,
    );
  });
});
