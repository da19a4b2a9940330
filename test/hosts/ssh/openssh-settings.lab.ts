import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, before, describe, it } from "mocha";
import { systemClock } from "../../../provider/clock";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { findProgram } from "../../lab/find-program";
import { writeCmdAnswers } from "../../lab/openssh/cmd-answers";
import { Sshd } from "../../lab/openssh/sshd";
import { type OpenSshTools, openSshTools, skipWithoutOpenSsh } from "../../lab/openssh/tools";
import { newFolder } from "../../support/run-folder";
import { SshLab } from "./ssh-lab";

describe("OpenSSH's sshd, set up in a way of its own", function () {
  this.timeout(20_000);
  const lab = new SshLab();
  let tools: OpenSshTools;

  before(function () {
    skipWithoutOpenSsh(this);
    tools = openSshTools();
  });
  afterEach(() => lab.end());

  async function start(...settings: string[]): Promise<Sshd> {
    const folder = newFolder("sshd-settings");
    const sshd = new Sshd(tools, join(folder, "sshd"), writeCmdAnswers(folder), settings);
    await sshd.start();
    lab.atEnd(() => sshd.stop());
    return sshd;
  }

  function connection(sshd: Sshd, changes: Partial<SshConnection> = {}): SshConnection {
    const { user, port, fingerprint: hostKey, privateKey } = sshd;
    return { transport: "ssh", host: "127.0.0.1", port, user, hostKey, privateKey, ...changes };
  }

  it("runs thirty commands one after another where it allows one session at a time", async () => {
    const host = lab.open(connection(await start("MaxSessions 1")), systemClock);
    for (let nth = 0; nth < 30; nth++) assert.equal((await host.run("echo x")).exitCode, 0, `command ${nth}`);
  });

  const newer: Record<string, [settings: string[], message: RegExp]> = {
    "key exchanges that withstand quantum computers": [
      ["KexAlgorithms sntrup761x25519-sha512@openssh.com"],
      /library of this package supports no key exchange algorithm that the host offers \("sntrup761x25519-sha512@openssh\.com"\)\. The library supports curve25519-sha256.*add one of them to KexAlgorithms in its sshd_config.*or use the winrm transport/,
    ],
    UMAC: [
      ["Ciphers aes256-ctr", "MACs umac-128-etm@openssh.com,umac-64@openssh.com"],
      /supports no MAC that the host offers \("umac-128-etm@openssh\.com, umac-64@openssh\.com"\)\. The library supports hmac-.*MACs in its sshd_config/,
    ],
  };
  for (const [name, [settings, message]] of Object.entries(newer)) {
    it(`is told from an old one where it allows only ${name}`, async () => {
      const host = lab.open(connection(await start(...settings)));
      await assert.rejects(host.run("echo x"), { code: "PROTOCOL", message });
    });
  }

  /** A server with an RSA key beside the Ed25519 one, and what ssh-keygen says of that. */
  async function withTwoKeys() {
    const file = join(newFolder("rsa"), "host_rsa");
    execFileSync(tools.sshKeygen, ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", file]);
    const sshd = await start(`HostKey ${file}`);
    const listed = execFileSync(tools.sshKeygen, ["-l", "-f", `${file}.pub`], { encoding: "utf8" });
    return { sshd, listed };
  }

  it("is the right one by its RSA key alone: listed by ssh-keygen, or as the bare fingerprint", async () => {
    const { sshd, listed } = await withTwoKeys();
    for (const hostKey of [listed, listed.split(" ")[1] ?? ""])
      assert.equal((await lab.open(connection(sshd, { hostKey })).run("echo x")).exitCode, 0, hostKey);
  });

  /** What ssh-keyscan prints. */
  function scan(sshd: Sshd, ...options: string[]): string {
    const keyscan = findProgram(["ssh-keyscan"]) ?? assert.fail("ssh-keyscan is missing");
    const words = [...options, "-p", String(sshd.port), "127.0.0.1"];
    return execFileSync(keyscan, words, { encoding: "utf8", stdio: "pipe" });
  }

  it("is the right one by all that ssh-keyscan prints, plain or hashed, or that ssh-keygen -lf makes of it", async () => {
    const { sshd } = await withTwoKeys();
    const file = join(newFolder("scan"), "known_hosts");
    writeFileSync(file, scan(sshd));
    const listed = execFileSync(tools.sshKeygen, ["-lf", file], { encoding: "utf8" });
    for (const hostKey of [scan(sshd), scan(sshd, "-H"), listed])
      assert.equal((await lab.open(connection(sshd, { hostKey })).run("echo x")).exitCode, 0, hostKey);
  });

  it("is found in a known_hosts file as ssh itself finds it", async () => {
    const sshd = await start();
    const line = scan(sshd).replace(/^#.*\n|^\S+ /gm, "");
    const ssh = findProgram(["ssh"]) ?? assert.fail("ssh is missing");
    const folder = newFolder("as-ssh");
    const file = join(folder, "known_hosts");
    const identity = join(folder, "key");
    writeFileSync(identity, sshd.privateKey, { mode: 0o600 });
    const options = [
      "-F",
      "none",
      "-i",
      identity,
      "-p",
      String(sshd.port),
      "-l",
      sshd.user,
      "-o",
      "BatchMode=yes",
    ];
    const trust = [
      "-o",
      `UserKnownHostsFile=${file}`,
      "-o",
      "GlobalKnownHostsFile=none",
      "-o",
      "StrictHostKeyChecking=yes",
    ];
    const sshAccepts = () => {
      try {
        execFileSync(ssh, [...options, ...trust, "127.0.0.1", "echo x"], { stdio: "pipe" });
        return true;
      } catch {
        return false;
      }
    };
    const here = `[127.0.0.1]:${sshd.port}`;
    const lines: Record<string, string> = {
      "without a port": `127.0.0.1 ${line}`,
      "with the port": `${here} ${line}`,
      "with a wildcard": `*.0.0.1 ${line}`,
      "with a wildcard for the port": `[127.*]:* ${line}`,
      "of another port": `[127.0.0.1]:1 ${line}`,
      "of another host": `vpn01 ${line}`,
      revoked: `@revoked ${here} ${line}${here} ${line}`,
      "revoked without a port": `@revoked 127.0.0.1 ${line}127.0.0.1 ${line}`,
      "of an authority": `@cert-authority ${here} ${line}`,
      "with an unknown marker": `@odd ${here} ${line}`,
      "after one that is damaged": `${here} ssh-rsa AAAA\n${here} ${line}`,
      "that excludes the host": `!127.0.0.1,127.* ${line}`,
    };
    const differing: string[] = [];
    for (const [name, text] of Object.entries(lines)) {
      writeFileSync(file, text);
      const host = lab.open(connection(sshd, { hostKey: { file } }));
      const ours = await host.run("echo x").then(
        () => true,
        (error: { code: string }) => {
          assert.equal(error.code, "HOST_KEY", name);
          return false;
        },
      );
      if (ours !== sshAccepts()) differing.push(name);
    }
    assert.deepEqual(differing, []);
  });
});
