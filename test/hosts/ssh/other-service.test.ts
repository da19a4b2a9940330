import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "mocha";
import { otherService } from "../../../provider/hosts/ssh/other-service";
import { PhaseTracker } from "../../../provider/hosts/ssh/phase-tracker";

describe("what answers in place of an SSH server", () => {
  const httpSys = "HTTP/1.1 400 Bad Request\r\nServer: Microsoft-HTTPAPI/2.0\r\n";
  const answers: Record<string, [said: string, port: number, name: string | undefined]> = {
    "Windows' HTTP service": [httpSys, 8080, "WinRM"],
    "an HTTP server at WinRM's port": ["HTTP/1.1 405 x\r\n", 5985, "WinRM"],
    "another HTTP server": ["HTTP/1.1 400 x\r\nServer: nginx\r\n", 80, "an HTTP server"],
    "an alert of TLS": ["\x15\x03\x01\x00\x02\x02\x46", 8443, "a TLS service"],
    "an alert of TLS at WinRM's port": ["\x15\x03\x03\x00\x02\x02\x46", 5986, "WinRM"],
    "Remote Desktop": ["\x03\x00\x00\x13\x0e\xd0", 13389, "Remote Desktop"],
    "file sharing": ["\x00\x00\x00\x85\xfeSMB", 445, "Windows file sharing or RPC"],
    "silence at WinRM's port": ["", 5986, "WinRM"],
    "silence at Remote Desktop's port": ["", 3389, "Remote Desktop"],
    "silence at any other port": ["", 2222, undefined],
    "anything else": ["220 mail.example ESMTP\r\n", 25, undefined],
  };
  for (const [name, [said, port, expected]] of Object.entries(answers)) {
    it(`is named: ${name}`, () => assert.equal(otherService(said, port)?.name, expected));
  }
});

describe("a greeting before an SSH identification", () => {
  /** The phase after these pieces, and what is kept of the greeting. */
  function heardOf(...pieces: string[]): [phase: string, kept: number] {
    const stream = new PassThrough();
    const tracker = new PhaseTracker({ host: "vpn01", port: 22 });
    tracker.reached(stream);
    for (const piece of pieces) stream.emit("data", Buffer.from(piece, "latin1"));
    return [tracker.now.phase, tracker.now.preBanner.length];
  }

  it("may be of any length, and messages keep 512 characters of it", () => {
    assert.deepEqual(heardOf(`${"x".repeat(100)}\r\n`.repeat(50), "SSH-2.0-x\r\n"), ["key exchange", 512]);
  });

  it("may come in pieces that cut the identification", () => {
    assert.deepEqual(heardOf("hello\r\nSS", "H-2.0", "-x\r", "\n"), ["key exchange", 7]);
  });

  it("is no identification where SSH- does not begin a line", () => {
    assert.deepEqual(heardOf("welcome to SSH-2.0-x\r\n"), ["banner", 22]);
  });
});
