import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "mocha";
import { HostKeyError } from "../../../provider/errors";
import {
  evaluateHostKey,
  fingerprintOf,
  hostKeyFormFault,
  hostKeyPolicy,
} from "../../../provider/hosts/ssh/host-key";
import { newFolder } from "../../support/run-folder";
import { newEd25519Keys } from "../../support/ssh-keys";
import { SshLab } from "./ssh-lab";
import { publicHalf, serverKeys } from "./ssh-test-server";

const known = publicHalf(serverKeys.ed25519);
const ecdsa = publicHalf(serverKeys.ecdsa);
const strange = publicHalf(newEd25519Keys());

function hashed(name: string): string {
  const salt = Buffer.from("0123456789abcdefghij");
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

function escaped(text: string): string {
  return text.replace(/[+/.]/g, "\\$&");
}

describe("the host key", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  const accepted: Record<string, (port: number) => string> = {
    "its fingerprint": () => known.fingerprint,
    "its fingerprint with padding and blanks": () => ` ${known.fingerprint}=\n`,
    "its known_hosts line": (port) => `[127.0.0.1]:${port} ${known.line} a comment`,
    "its known_hosts line without a port": () => `127.0.0.1 ${known.line}`,
    "its hashed known_hosts line without a port": () => `${hashed("127.0.0.1")} ${known.line}`,
    "its fingerprint among others": () => `${strange.fingerprint}\n${known.fingerprint} ${ecdsa.fingerprint}`,
    "its line of ssh-keygen -lf": () => `256 ${known.fingerprint} root@vpn01 (x) (ED25519)`,
    "what ssh asks at the first connection": () => `ED25519 key fingerprint is ${known.fingerprint}.`,
    "its known_hosts line among other names": (port) => `other,[127.0.0.1]:${port},*.example ${known.line}`,
    "its hashed known_hosts line": (port) => `${hashed(`[127.0.0.1]:${port}`)} ${known.line}`,
    "its public key without names": () => known.line,
    "several lines, one of which is right": (port) =>
      `# keys\r\n\r\n[127.0.0.1]:${port} ${strange.line}\r\n[127.0.0.1]:${port} ${known.line}\r\n`,
    insecureAcceptAny: () => "insecureAcceptAny",
  };
  for (const [name, trust] of Object.entries(accepted)) {
    it(`is accepted by ${name}`, async () => {
      const server = await lab.start();
      await lab.open(server.connection({ hostKey: trust(server.port) })).run("x");
    });
  }

  const refused: Record<string, [(port: number) => string, string | undefined]> = {
    "another fingerprint": [() => strange.fingerprint, strange.fingerprint],
    "another known_hosts line": [(port) => `[127.0.0.1]:${port} ${strange.line}`, strange.fingerprint],
    "a line for another port": [() => `[127.0.0.1]:1 ${known.line}`, "no known_hosts line names it"],
    "a line for another name": [(port) => `[vpn01]:${port} ${known.line}`, "no known_hosts line names it"],
    "a line for port 22": [() => `[127.0.0.1]:22 ${known.line}`, '(they name "[127.0.0.1]:22")'],
    "a line of its own port, whatever one without a port says": [
      (port) => `127.0.0.1 ${known.line}\n[127.0.0.1]:${port} ${strange.line}`,
      strange.fingerprint,
    ],
    "a revocation without a port": [
      (port) => `[127.0.0.1]:${port} ${known.line}\n@revoked 127.0.0.1 ${known.line}`,
      "@revoked",
    ],
    "several fingerprints, none of which is right": [
      () => `${strange.fingerprint}, ${ecdsa.fingerprint}`,
      `${strange.fingerprint} or ${ecdsa.fingerprint}`,
    ],
    "a line that excludes it": [
      (port) => `*,![127.0.0.1]:${port} ${known.line}`,
      "no known_hosts line names it",
    ],
    "a hashed line for another name": [
      (port) => `${hashed(`[vpn01]:${port}`)} ${known.line}`,
      "no known_hosts line",
    ],
    "a revocation": [(port) => `* ${known.line}\n@revoked [127.0.0.1]:${port} ${known.line}`, "@revoked"],
    "an authority's line": [
      (port) => `@cert-authority [127.0.0.1]:${port} ${known.line}\nvpn01 ${known.line}`,
      "not supported",
    ],
  };
  for (const [name, [trust, expected]] of Object.entries(refused)) {
    it(`is rejected by ${name}, before any login and only once`, async () => {
      const server = await lab.start();
      const host = lab.open(server.connection({ hostKey: trust(server.port) }));
      for (let round = 0; round < 2; round++) {
        await assert.rejects(host.run("x"), (error) => {
          assert.ok(error instanceof HostKeyError, String(error));
          assert.ok(
            error.message.includes(`it presented ssh-ed25519 ${known.fingerprint}; expected`),
            error.message,
          );
          assert.ok(error.message.includes(expected ?? ""), error.message);
          return true;
        });
      }
      assert.deepEqual(server.logins, []);
      assert.equal(server.connections, 1);
    });
  }

  const ofSecondType: Record<string, [(port: number) => string, number]> = {
    "a known_hosts line": [(port) => `[127.0.0.1]:${port} ${ecdsa.line}`, 1],
    "a line of ssh-keygen -lf": [() => `256 ${ecdsa.fingerprint} no comment (ECDSA)`, 1],
    "a fingerprint, after the host has presented another key": [() => ecdsa.fingerprint, 2],
  };
  for (const [name, [trust, connections]] of Object.entries(ofSecondType)) {
    it(`is requested in the type of ${name}`, async () => {
      const server = await lab.start({ hostKeys: [serverKeys.ed25519.private, serverKeys.ecdsa.private] });
      const host = lab.open(server.connection({ hostKey: trust(server.port) }));
      await host.run("x");
      assert.equal(server.connections, connections);
      await host.disconnect();
      await host.run("x");
      assert.equal(server.connections, connections + 1, "what was found is remembered");
    });
  }

  it("is rejected by a fingerprint after every key that the host has was seen, and names them all", async () => {
    const server = await lab.start({ hostKeys: [serverKeys.ed25519.private, serverKeys.ecdsa.private] });
    await assert.rejects(lab.open(server.connection({ hostKey: strange.fingerprint })).run("x"), {
      code: "HOST_KEY",
      message: new RegExp(
        `presented ssh-ed25519 ${escaped(known.fingerprint)}, ecdsa-sha2-nistp256 ${escaped(ecdsa.fingerprint)}; expected ${escaped(strange.fingerprint)}`,
      ),
    });
    assert.deepEqual([server.connections, server.logins], [2, []]);
  });

  it("is looked up in a file, as it is now", async () => {
    const file = join(newFolder("known-hosts"), "known_hosts");
    const server = await lab.start();
    writeFileSync(file, `[127.0.0.1]:${server.port} ${strange.line}\n`);
    await assert.rejects(lab.open(server.connection({ hostKey: { file } })).run("x"), HostKeyError);
    writeFileSync(file, `[127.0.0.1]:${server.port} ${known.line}\n`);
    await lab.open(server.connection({ hostKey: { file } })).run("x");
    // What is written in a file is never a fingerprint or a switch, only lines.
    for (const text of [known.fingerprint, "insecureAcceptAny", known.line]) {
      writeFileSync(file, text);
      await assert.rejects(lab.open(server.connection({ hostKey: { file } })).run("x"), HostKeyError);
    }
  });

  it("is looked up by name without regard to case, on port 22 without brackets, with wildcards", () => {
    const key = Buffer.from(known.line.split(" ")[1] ?? "", "base64");
    const evaluate = (line: string, host: string, port = 22) =>
      evaluateHostKey(hostKeyPolicy(line, { host, port }), key).accepted;
    assert.ok(evaluate(`VPN01.example ${known.line}`, "vpn01.EXAMPLE"));
    assert.ok(evaluate(`[vpn01]:22 ${known.line}`, "vpn01"));
    assert.ok(evaluate(`vpn0? ${known.line}`, "vpn01"));
    assert.ok(evaluate(`*.example,!b.example ${known.line}`, "a.example"));
    assert.ok(!evaluate(`*.example,!b.example ${known.line}`, "b.example"));
    assert.ok(!evaluate(`vpn.1 ${known.line}`, "vpn01"));
    assert.ok(evaluate(`${hashed("vpn01")} ${known.line}`, "VPN01"));
    assert.ok(!evaluate(`|2|AAAA|BBBB ${known.line}`, "vpn01"));
    assert.ok(evaluate(`vpn01 ${known.line}`, "vpn01", 2222));
    assert.ok(!evaluate(`vpn01,![vpn01]:2222 ${known.line}`, "vpn01", 2222));
    assert.ok(!evaluate(`vpn01 ${known.line.replace("ed25519", "rsa")}`, "vpn01"));
  });

  it("has its form checked before anyone connects", () => {
    for (const right of [known.fingerprint, known.line, `a ${known.line}`, "insecureAcceptAny"]) {
      assert.equal(hostKeyFormFault(right), undefined, right);
    }
    for (const wrong of [
      "",
      "SHA256:abc",
      "MD5:00:11",
      "any",
      known.fingerprint.slice(7),
      "ssh-ed25519 AAAA",
      "insecureacceptany",
    ]) {
      assert.notEqual(hostKeyFormFault(wrong), undefined, wrong);
    }
    assert.match(hostKeyFormFault("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff") ?? "", /MD5/);
  });

  it("has the fingerprint that OpenSSH prints", () => {
    // ssh-keygen -l of the key whose 32 bytes are all zero.
    const zero = Buffer.concat([Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1"), Buffer.alloc(32)]);
    assert.equal(fingerprintOf(zero), "SHA256:kmYcvdi2GkPeWxB6XLjrZB8JHsy2Hm8luHMFp9GMvqk");
  });
});
