import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { hostKeyFormFault } from "../../../provider/hosts/ssh/host-key";
import { readHostKeyText } from "../../../provider/hosts/ssh/host-key-text";
import { publicHalf, serverKeys } from "./ssh-test-server";

const key = publicHalf(serverKeys.ed25519);
const other = publicHalf(serverKeys.ecdsa);
const wrongType = key.line.replace("ssh-ed25519", "ssh-rsa");

/** The fingerprints and the known_hosts lines that a text holds. */
function counts(text: string): [number, number] {
  const read = readHostKeyText(text);
  assert.ok(read.kind === "keys", JSON.stringify(read));
  return [read.fingerprints.length, read.entries.length];
}

describe("a hostKey given as text", () => {
  const right: Record<string, [string, [number, number]]> = {
    "fingerprints with commas, blanks and line ends between them": [
      `${key.fingerprint},${other.fingerprint} ${key.fingerprint}=\r\n${key.fingerprint}`,
      [4, 0],
    ],
    "all that ssh-keygen -lf prints of a known_hosts file": [
      `256 ${key.fingerprint} vpn01 (ED25519)\n3072 ${key.fingerprint} no comment (RSA)\n256 ${other.fingerprint} (ECDSA)\n`,
      [3, 0],
    ],
    "all that ssh-keygen -lv prints": [
      `256 ${key.fingerprint} a b (ED25519)\n+--[ED25519 256]--+\n|   .o=.   (SHA)  |\n+----[SHA256]-----+\n`,
      [1, 0],
    ],
    "all that ssh-keyscan prints": [
      `# vpn01:22 SSH-2.0-OpenSSH_for_Windows_8.1\nvpn01 ${key.line}\n# vpn01:22 SSH-2.0-OpenSSH_for_Windows_8.1\nvpn01 ${other.line}\n`,
      [0, 2],
    ],
    "all public key files of a host": [`${key.line} root@vpn01\n${other.line} root@vpn01\n`, [0, 2]],
    "a byte order mark and the line ends of an old Mac": [
      `\ufeff${key.fingerprint}\r${other.fingerprint}\r`,
      [2, 0],
    ],
    "a revocation beside the host's key": [`@revoked * ${other.line}\n* ${key.line}`, [0, 2]],
  };
  for (const [name, [text, expected]] of Object.entries(right)) {
    it(`may be ${name}`, () => assert.deepEqual(counts(text), expected));
  }

  it("says by the word behind a fingerprint which types it is of", () => {
    const read = readHostKeyText(`2048 ${key.fingerprint} (RSA)\n256 ${key.fingerprint} a (nice) key`);
    assert.ok(read.kind === "keys");
    assert.deepEqual(
      read.fingerprints.map(({ keyTypes }) => keyTypes),
      [["ssh-rsa"], undefined],
    );
  });

  const wrong: Record<string, [string, RegExp]> = {
    nothing: [" \n", /^is empty$/],
    "comments alone": ["# vpn01:22 SSH-2.0-OpenSSH_9.5\n", /^holds only comments and no key/],
    "a fingerprint that was cut": ["SHA256:abc", /^is not SHA256: and 43/],
    "a fingerprint in small letters": [key.fingerprint.replace("SHA256", "sha256"), /^is not SHA256: and 43/],
    "a fingerprint without its kind": [key.fingerprint.slice(7), /^lacks SHA256:/],
    "a fingerprint in hexadecimal": ["ab".repeat(32), /^is a fingerprint in hexadecimal/],
    "an MD5 fingerprint": ["2048 MD5:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff a (RSA)", /^is an MD5/],
    "an MD5 fingerprint without its kind": ["00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", /^is an MD5/],
    "a SHA1 fingerprint": ["SHA1:AAAA", /^is not a SHA256 fingerprint/],
    "the fingerprint of a DSA key": [`1024 ${key.fingerprint} a (DSA)`, /DSA key/],
    "a DNS record": ["vpn01 IN SSHFP 4 2 abcdef", /^is a DNS record/],
    "the word with a slip": ["insecureacceptany", /another spelling/],
    "the word beside a key": [
      `insecureAcceptAny\n${key.fingerprint}`,
      /^has insecureAcceptAny, .* in line 1 beside/,
    ],
    "a second line that is damaged": [
      `${key.line}\n${key.line.slice(0, 30)}`,
      /^in line 2 is a public key that is damaged/,
    ],
    "a key that says itself that it is of another type": [wrongType, /^is a public key that is damaged/],
    "a private key": ["-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA", /^is a private key/],
    "a public key in the form of RFC 4716": ["---- BEGIN SSH2 PUBLIC KEY ----", /ssh-keygen -i/],
    "a path": ["~/.ssh/known_hosts", /^is a path; write \{ file/],
    "a path of Windows": ["C:\\ProgramData\\ssh\\ssh_host_ed25519_key.pub", /^is a path/],
    "a revocation alone": [`@revoked * ${key.line}`, /^only excludes keys/],
    "an authority alone": [`@cert-authority * ${key.line}`, /certificates are not supported/],
    "another marker": [`@odd * ${key.line}`, /^has a marker other than/],
    "a key of SSH 1": [`vpn01 2048 35 ${"1".repeat(300)}`, /^is a key of SSH 1/],
    "something else": ["any", /^is neither SHA256:…/],
  };
  for (const [name, [text, message]] of Object.entries(wrong)) {
    it(`must not be ${name}`, () => assert.match(hostKeyFormFault(text) ?? "no fault", message));
  }

  it("of a type that cannot be checked is named", () => {
    const type = Buffer.from("\0\0\0\x07ssh-dss\0\0\0\x01\0", "latin1");
    assert.match(
      hostKeyFormFault(`ssh-dss ${type.toString("base64")}`) ?? "",
      /^is of type ssh-dss, which is not supported/,
    );
  });

  it("is repeated in no fault", () => {
    for (const text of ["hunter2", "vpn01 ssh-ed25519 hunter2", "SHA256:hunter2", "/hunter2"])
      assert.doesNotMatch(hostKeyFormFault(text) ?? "", /hunter2/);
  });
});
