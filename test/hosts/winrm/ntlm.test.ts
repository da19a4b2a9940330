import assert from "node:assert/strict";

import crypto = require("node:crypto");

import { mock } from "node:test";
import { CredentialUnavailableError } from "../../../provider/errors";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";
import {
  neededFlags,
  ntlmFlags,
  offeredFlags,
  pairIds,
  pairValue,
  readTargetInfo,
  writeTargetInfo,
} from "../../../provider/hosts/winrm/ntlm/challenge";
import { NtlmClient, type NtlmClientOptions, splitAccount } from "../../../provider/hosts/winrm/ntlm/client";
import { hmacMd5, md4, md5 } from "../../../provider/hosts/winrm/ntlm/legacy-crypto";
import { respond, responseKey } from "../../../provider/hosts/winrm/ntlm/response";
import { NtlmSession } from "../../../provider/hosts/winrm/ntlm/session";
import { challengeMessage, fieldAt, textPair } from "./ntlm-challenge";

const sessionKey = Buffer.alloc(16, 0x55);
const names = [textPair(2, "Domain"), textPair(1, "Server")];
const timestamp = { id: pairIds.timestamp, value: Buffer.from("0090d336b734c301", "hex") };
const fileTimeZero = -11_644_473_600_000;

function client(options: Partial<NtlmClientOptions> = {}): NtlmClient {
  return new NtlmClient({
    domain: "Domain",
    user: "User",
    password: "Password",
    randomBytes: (count) => (count === 8 ? Buffer.alloc(8, 0xaa) : sessionKey),
    now: () => fileTimeZero,
    ...options,
  });
}

function targetPairsOf(message: Buffer): ReturnType<typeof readTargetInfo> {
  return readTargetInfo(fieldAt(message, 20).subarray(16 + 28));
}

describe("NTLM", () => {
  it("has the digests of RFC 1320", () => {
    assert.equal(md4(Buffer.from("")).toString("hex"), "31d6cfe0d16ae931b73c59d7e0c089c0");
    assert.equal(md4(Buffer.from("abc")).toString("hex"), "a448017aaf21d8525fc10ae87aa6729d");
    const long = "12345678901234567890123456789012345678901234567890123456789012345678901234567890";
    assert.equal(md4(Buffer.from(long)).toString("hex"), "e33b4ddc9c38f2199c3e7b164fcc0536");
  });

  it("says so where Node has no MD5", () => {
    const refuse = (): never => {
      throw new Error("unsupported");
    };
    const mocked = [mock.method(crypto, "createHash", refuse), mock.method(crypto, "createHmac", refuse)];
    try {
      for (const digest of [() => md5(Buffer.from("x")), () => hmacMd5(Buffer.from("k"), Buffer.from("x"))]) {
        assert.throws(
          digest,
          (error) => error instanceof CredentialUnavailableError && /FIPS/.test(error.message),
        );
      }
    } finally {
      for (const one of mocked) one.mock.restore();
    }
  });

  describe("computes the values of MS-NLMP 4.2.4", () => {
    const key = responseKey("User", "Domain", "Password");
    const response = respond({
      key,
      serverChallenge: Buffer.from("0123456789abcdef", "hex"),
      clientChallenge: Buffer.alloc(8, 0xaa),
      time: Buffer.alloc(8),
      targetInfo: writeTargetInfo(names),
      serverTime: false,
    });
    const message = client().authenticate(challengeMessage(names)).message;

    it("the key of the password", () =>
      assert.equal(key.toString("hex"), "0c868a403bfd7a93a3001ef22ef02e3f"));
    it("the proof and what it proves", () => {
      assert.equal(response.nt.subarray(0, 16).toString("hex"), "68cd0ab851e51c96aabc927bebef6a1c");
      assert.equal(
        response.nt.subarray(16).toString("hex"),
        "01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e00" +
          "01000c005300650072007600650072000000000000000000",
      );
    });
    it("the LM response", () =>
      assert.equal(response.lm.toString("hex"), "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"));
    it("the session base key", () =>
      assert.equal(response.sessionBaseKey.toString("hex"), "8de40ccadbc14a82f15cb0ad0de95ca3"));
    it("the encrypted session key, in the message", () =>
      assert.equal(fieldAt(message, 52).toString("hex"), "c5dad2544fc9799094ce1ce90bc9d03e"));
    it("the responses, in the message", () => {
      assert.deepEqual(fieldAt(message, 12), response.lm);
      assert.deepEqual(fieldAt(message, 20), response.nt);
      assert.equal(fieldAt(message, 28).toString("utf16le"), "Domain");
      assert.equal(fieldAt(message, 36).toString("utf16le"), "User");
    });
  });

  describe("a handshake", () => {
    it("opens with the flags and the version that servers need", () => {
      assert.equal(offeredFlags, 0xe2888235);
      assert.equal(
        client().negotiate().toString("hex"),
        "4e544c4d53535000010000003582" + "88e2000000002800000000000000280000000a0063450000000f",
      );
    });

    it("sends no integrity code to a server without a time, and its own time", () => {
      const { message } = client({ now: () => 0.5 }).authenticate(challengeMessage(names));
      assert.deepEqual(message.subarray(72, 88), Buffer.alloc(16));
      assert.equal(fieldAt(message, 20).readBigUInt64LE(24), 116_444_736_000_000_000n);
      assert.equal(pairValue(targetPairsOf(message), pairIds.flags), undefined);
    });

    it("covers all three messages with the integrity code when the server sends its time", () => {
      const challenge = challengeMessage([...names, timestamp]);
      const { message } = client().authenticate(challenge);
      const zeroed = Buffer.from(message);
      zeroed.fill(0, 72, 88);
      assert.deepEqual(
        message.subarray(72, 88),
        hmacMd5(sessionKey, client().negotiate(), challenge, zeroed),
      );
      assert.deepEqual(fieldAt(message, 12), Buffer.alloc(24));
      assert.deepEqual(fieldAt(message, 20).subarray(24, 32), timestamp.value);
      assert.equal(pairValue(targetPairsOf(message), pairIds.flags)?.readUInt32LE(), 2);
    });

    it("adds its own pairs in place of the server's, and keeps the rest in order", () => {
      const flags = { id: pairIds.flags, value: Buffer.from([1, 0, 0, 0]) };
      const foreign = [textPair(pairIds.targetName, "HTTP/other"), { id: 10, value: Buffer.alloc(16, 9) }];
      const { message } = client({
        targetName: "HTTP/vpn01",
        channelBinding: Buffer.alloc(16, 7),
      }).authenticate(challengeMessage([...names, ...foreign, flags, timestamp]));
      assert.deepEqual(targetPairsOf(message), [
        ...names,
        timestamp,
        { id: pairIds.flags, value: Buffer.from([3, 0, 0, 0]) },
        textPair(pairIds.targetName, "HTTP/vpn01"),
        { id: pairIds.channelBindings, value: Buffer.alloc(16, 7) },
      ]);
    });

    it("finds the challenge inside a SPNEGO token, and covers the challenge alone", () => {
      const challenge = challengeMessage([...names, timestamp]);
      const wrapped = Buffer.concat([
        Buffer.from("a1820102a003", "hex"),
        challenge,
        Buffer.from("a30412", "hex"),
      ]);
      assert.deepEqual(client().authenticate(wrapped).message, client().authenticate(challenge).message);
    });

    it("takes the computer's name for the domain `.`", () => {
      const { message } = client({ domain: "." }).authenticate(challengeMessage(names));
      assert.equal(fieldAt(message, 28).toString("utf16le"), "Server");
    });

    it("shares with the server the session that it returns", () => {
      const { session } = client().authenticate(challengeMessage(names));
      const { signature, sealed } = session.seal(Buffer.from("hello"));
      assert.equal(new NtlmSession(sessionKey, "server").unseal(signature, sealed).toString(), "hello");
    });

    for (const [name, flag] of Object.entries(ntlmFlags)) {
      if ((neededFlags & flag) === 0) continue;
      it(`refuses a server that does not agree to ${name}`, () => {
        const weaker = (offeredFlags & ~flag) >>> 0;
        assert.throws(
          () => client().authenticate(challengeMessage(names, weaker)),
          (error) =>
            error instanceof MalformedReplyError &&
            error.problem.includes(`0x${flag.toString(16).padStart(8, "0")}`),
        );
      });
    }

    it("refuses what is no challenge", () => {
      const whole = challengeMessage(names);
      const first = client().negotiate();
      const pointing = Buffer.from(whole);
      pointing.writeUInt32LE(0xffffffff, 44);
      const endless = Buffer.from(whole);
      endless.writeUInt16LE(5, whole.length - 4);
      for (const wrong of [Buffer.alloc(0), whole.subarray(0, 40), first, pointing, endless]) {
        assert.throws(() => client().authenticate(wrong), MalformedReplyError);
      }
      const crowded = challengeMessage([{ id: 3, value: Buffer.alloc(65_500) }]);
      assert.throws(() => client().authenticate(crowded), /an answer that is too long/);
    });
  });

  it("keeps ß in names, and counts other letters in upper case", () => {
    assert.deepEqual(responseKey("straße", "", "p"), responseKey("STRAßE", "", "p"));
    assert.notDeepEqual(responseKey("straße", "", "p"), responseKey("strasse", "", "p"));
    assert.notDeepEqual(responseKey("u", "domain", "p"), responseKey("u", "DOMAIN", "p"));
  });

  it("splits names as Windows does", () => {
    assert.deepEqual(splitAccount("CORP\\anna"), { domain: "CORP", user: "anna" });
    assert.deepEqual(splitAccount(".\\anna"), { domain: ".", user: "anna" });
    assert.deepEqual(splitAccount("anna@corp.example"), { domain: "", user: "anna@corp.example" });
    assert.deepEqual(splitAccount("anna"), { domain: "", user: "anna" });
  });
});
