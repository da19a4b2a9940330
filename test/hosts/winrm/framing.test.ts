import assert from "node:assert/strict";
import {
  framePlain,
  frameSealed,
  isSealed,
  largestBodyBytes,
  unframePlain,
  unframeSealed,
} from "../../../provider/hosts/winrm/framing";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";
import { NtlmSession } from "../../../provider/hosts/winrm/ntlm/session";

const key = Buffer.alloc(16, 0x55);
const soap = "<s:Envelope>Grüße</s:Envelope>";
const contentType =
  'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"';

function sealedBody(change: (text: string) => string = (text) => text): Buffer {
  const { body } = frameSealed(new NtlmSession(key, "server"), soap);
  return Buffer.from(change(body.toString("latin1")), "latin1");
}

function open(body: Buffer, type = contentType): string {
  return unframeSealed(new NtlmSession(key), type, body);
}

describe("framing", () => {
  it("writes the bytes that MS-WSMV 2.2.9.1 asks for", () => {
    const framed = frameSealed(new NtlmSession(key), soap);
    const { signature, sealed } = new NtlmSession(key).seal(Buffer.from(soap));
    assert.equal(framed.contentType, contentType);
    assert.equal(
      framed.body.toString("latin1"),
      "--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n" +
        `\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=${Buffer.byteLength(soap)}\r\n` +
        "--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n" +
        `\x10\0\0\0${signature.toString("latin1")}${sealed.toString("latin1")}--Encrypted Boundary--\r\n`,
    );
  });

  it("opens what it wrote, message after message", () => {
    const [ours, theirs] = [new NtlmSession(key), new NtlmSession(key, "server")];
    for (const text of [soap, "", "x".repeat(5_000)]) {
      const framed = frameSealed(theirs, text);
      assert.equal(unframeSealed(ours, framed.contentType, framed.body), text);
    }
  });

  it("opens what holds the boundary in its ciphertext", () => {
    // The key stream is known, so plain text can be chosen whose ciphertext is a boundary.
    const wanted = Buffer.from("--Encrypted Boundary--\r\n");
    const { sealed } = new NtlmSession(key, "server").seal(Buffer.alloc(wanted.length));
    const chosen = Buffer.from(wanted.map((byte, index) => byte ^ (sealed[index] ?? 0)));
    const text = chosen.toString("latin1");
    if (Buffer.from(text, "utf8").equals(chosen)) assert.fail("not a test of anything");
    const server = new NtlmSession(key, "server");
    const message = server.seal(chosen);
    const head = sealedBody()
      .toString("latin1")
      .split("\x10\0\0\0")[0]
      ?.replace(/Length=\d+/, `Length=${chosen.length}`);
    const body = Buffer.concat([
      Buffer.from(`${head}\x10\0\0\0`, "latin1"),
      message.signature,
      message.sealed,
      Buffer.from("--Encrypted Boundary--"),
    ]);
    assert.ok(message.sealed.equals(wanted));
    // It is opened whole, and only then found not to be UTF-8.
    assert.throws(() => open(body), /is not UTF-8/);
  });

  const accepted: Readonly<Record<string, readonly [(text: string) => string, string?]>> = {
    "without tabs": [(text) => text.replaceAll("\t", "")],
    "with a space after the dashes": [(text) => text.replaceAll("--Encrypted", "-- Encrypted")],
    "without a line end after the last boundary": [(text) => text.replace(/\r\n$/, "")],
    "with headers in other letters": [
      (text) => text.replace(/Content-Type:|charset=UTF-8/g, (name) => name.toLowerCase()),
    ],
    "with another boundary": [
      (text) => text.replaceAll("Encrypted Boundary", "b1"),
      contentType.replace("Encrypted Boundary", "b1"),
    ],
    "with an unquoted protocol": [(text) => text, contentType.replace(/protocol="([^"]+)"/, "protocol=$1")],
  };
  for (const [name, [change, type]] of Object.entries(accepted)) {
    it(`opens a body ${name}`, () => assert.equal(open(sealedBody(change), type), soap));
  }

  const refused: Readonly<Record<string, (text: string) => string>> = {
    "cut in the data": (text) => text.slice(0, -40),
    "cut in the signature": (text) => text.slice(0, text.indexOf("\x10\0\0\0") + 10),
    "cut in the headers": (text) => text.slice(0, 60),
    "without headers": (text) => text.slice(text.indexOf("\x10\0\0\0")),
    "with too short a length": (text) =>
      text.replace(/Length=(\d+)/, (_, length) => `Length=${Number(length) - 1}`),
    "with too long a length": (text) =>
      text.replace(/Length=(\d+)/, (_, length) => `Length=${Number(length) + 1}`),
    "with a length beyond its end": (text) => text.replace(/Length=\d+/, "Length=9999999"),
    "with a length of many digits": (text) => text.replace(/Length=\d+/, `Length=${"9".repeat(400)}`),
    "with a negative length": (text) => text.replace(/Length=\d+/, "Length=-1"),
    "with a longer signature": (text) => text.replace("\x10\0\0\0", "\x11\0\0\0"),
    "of another type": (text) => text.replace("application/soap+xml", "text/plain"),
    "in another charset": (text) => text.replace("UTF-8", "UTF-16"),
    "sealed in another way": (text) => text.replace("SPNEGO", "Kerberos"),
    "with more after its end": (text) => `${text}--Encrypted Boundary--\r\n`,
    "with no end": (text) => text.replace("--Encrypted Boundary--", ""),
    "with a flipped bit in its data": (text) => {
      const at = text.length - 30;
      return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
    },
    "that is empty": () => "",
    "that is too long": (text) => text + "x".repeat(largestBodyBytes),
  };
  for (const [name, change] of Object.entries(refused)) {
    it(`refuses a body ${name}`, () => assert.throws(() => open(sealedBody(change)), MalformedReplyError));
  }

  it("rejects an unencrypted reply to an encrypted request, whatever it says", () => {
    for (const type of [
      "application/soap+xml;charset=UTF-8",
      "text/html",
      "",
      "multipart/mixed;boundary=x",
    ]) {
      assert.equal(isSealed(type), false);
      assert.throws(() => open(Buffer.from(soap), type), /sent an unencrypted reply to an encrypted request/);
    }
    assert.equal(isSealed(contentType), true);
    assert.equal(isSealed(contentType.replace("SPNEGO", "Kerberos")), false);
  });

  describe("without sealing", () => {
    it("opens what it wrote", () => {
      const { contentType: type, body } = framePlain(soap);
      assert.equal(type, "application/soap+xml;charset=UTF-8");
      assert.equal(unframePlain(type, body), soap);
    });

    it("refuses what is not SOAP, not UTF-8, empty or too long", () => {
      const type = "application/soap+xml";
      assert.throws(() => unframePlain("text/html", Buffer.from("<html>")), /not a SOAP message.*text\/html/);
      assert.throws(() => unframePlain("", Buffer.from("x")), /content type: nothing/);
      assert.throws(() => unframePlain(type, Buffer.from([0xff, 0xfe, 0x3c, 0])), /not UTF-8/);
      assert.throws(() => unframePlain(type, Buffer.alloc(0)), /empty/);
      assert.throws(() => unframePlain(type, Buffer.alloc(largestBodyBytes + 1, 0x20)), /longer/);
    });
  });
});
