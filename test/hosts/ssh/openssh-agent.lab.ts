import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { OpenSshAgent } from "../../lab/openssh/agent";
import { writeCmdAnswers } from "../../lab/openssh/cmd-answers";
import { Sshd } from "../../lab/openssh/sshd";
import { type OpenSshTools, openSshTools, skipWithoutOpenSsh } from "../../lab/openssh/tools";
import { newFolder } from "../../support/run-folder";
import { SshLab } from "./ssh-lab";

describe("logging in to OpenSSH's sshd with OpenSSH's agent", function () {
  this.timeout(20_000);
  const lab = new SshLab();
  let tools: OpenSshTools;
  let folder = "";
  let sshd: Sshd;
  let agent: OpenSshAgent;

  before(async function () {
    skipWithoutOpenSsh(this);
    tools = openSshTools();
    folder = newFolder("agent-lab");
    sshd = new Sshd(tools, join(folder, "sshd"), writeCmdAnswers(folder));
    await sshd.start();
  });
  after(() => sshd?.stop());
  beforeEach(async () => {
    agent = await OpenSshAgent.start(tools);
  });
  afterEach(async () => {
    await lab.end();
    await agent?.kill();
  });

  /** A new key pair: the private half's file, the public half's line, and its fingerprint as ssh-keygen prints it. */
  function newKey(name: string, ...options: string[]) {
    const file = join(newFolder("key"), name);
    execFileSync(tools.sshKeygen, ["-q", "-f", file, ...options]);
    const printed = execFileSync(tools.sshKeygen, ["-l", "-f", file], { encoding: "utf8" });
    return { file, line: readFileSync(`${file}.pub`, "utf8"), fingerprint: printed.split(" ")[1] ?? "" };
  }

  const ed25519 = () => newKey("ed25519", "-t", "ed25519", "-N", "");

  function connection(changes: Partial<SshConnection> = {}): SshConnection {
    const { user, port, fingerprint: hostKey } = sshd;
    return { transport: "ssh", host: "127.0.0.1", port, user, hostKey, agent: agent.path, ...changes };
  }

  const kinds: Record<string, string[]> = {
    ed25519: ["-t", "ed25519", "-N", ""],
    rsa: ["-t", "rsa", "-b", "2048", "-N", ""],
    ecdsa: ["-t", "ecdsa", "-b", "384", "-N", ""],
  };
  for (const [kind, options] of Object.entries(kinds)) {
    it(`logs in with a key of the kind ${kind}, behind others that the host does not know`, async () => {
      const key = newKey(kind, ...options);
      for (const other of [ed25519(), ed25519()]) agent.add(other.file);
      agent.add(key.file);
      sshd.allow(key.line);
      assert.equal((await lab.open(connection()).run("x")).output, "x");
    });
  }

  it("logs in with a key whose file is locked with a passphrase", async () => {
    const key = newKey("locked", "-t", "ed25519", "-a", "1", "-N", "open sesame");
    agent.add(key.file, "open sesame");
    sshd.allow(key.line);
    assert.equal((await lab.open(connection()).run("x")).output, "x");
  });

  it("reaches a key behind six others with agentKey alone", async () => {
    const others = Array.from({ length: 6 }, ed25519);
    const key = ed25519();
    for (const { file } of [...others, key]) agent.add(file);
    sshd.allow(key.line);
    const error = await lab
      .open(connection())
      .run("x")
      .catch((failure) => failure);
    assert.match(String(error), /AUTHENTICATION: .*\(5 of 7\)/);
    for (const { fingerprint } of others.slice(0, 5)) assert.ok(String(error).includes(fingerprint));
    for (const agentKey of [key.fingerprint, key.line])
      assert.equal((await lab.open(connection({ agentKey })).run("x")).output, "x");
  });

  it("says which keys were offered where the host hangs up earlier", async () => {
    const strict = new Sshd(tools, join(newFolder("strict"), "sshd"), writeCmdAnswers(folder), [
      "MaxAuthTries 2",
    ]);
    await strict.start();
    lab.atEnd(() => strict.stop());
    const others = Array.from({ length: 4 }, ed25519);
    for (const { file } of others) agent.add(file);
    const { port, fingerprint: hostKey } = strict;
    await assert.rejects(
      lab.open(connection({ port, hostKey })).run("x"),
      new RegExp(
        `AUTHENTICATION: .*the host ended the login: .*[Aa]uthentication.*after .*${others[0]?.fingerprint.replace(/[+]/g, "\\+")}.*agentKey`,
      ),
    );
  });

  it("says that the agent lacks the key, has none, is locked, or will not sign", async () => {
    const key = ed25519();
    sshd.allow(key.line);
    const run = (changes: Partial<SshConnection> = {}) => lab.open(connection(changes)).run("x");
    await assert.rejects(run(), /CREDENTIAL_UNAVAILABLE: .*holds no RSA, ECDSA or Ed25519 key/);
    agent.add(key.file);
    const { fingerprint } = ed25519();
    await assert.rejects(
      run({ agentKey: fingerprint }),
      new RegExp(
        `CREDENTIAL_UNAVAILABLE: .*does not hold; it holds ${key.fingerprint.replace(/[+]/g, "\\+")}\\.`,
      ),
    );
    agent.lock("sesame");
    await assert.rejects(run(), /CREDENTIAL_UNAVAILABLE: .*or unlock the agent \(ssh-add -X\)/);
    agent.unlock("sesame");
    assert.equal((await run()).output, "x");
    agent.add(key.file, "", ["-c"]);
    await assert.rejects(run(), /CREDENTIAL_UNAVAILABLE: .*did not sign with SHA256:.*confirmation denied/);
  });

  it("says that the agent was killed, whose socket is still there", async () => {
    const host = lab.open(connection());
    await agent.kill();
    await assert.rejects(host.run("x"), /CREDENTIAL_UNAVAILABLE: .*agent \(.*\) is not running/);
    assert.throws(() => lab.open(connection({ agent: `${agent.path}-gone` })), /does not exist/);
  });
});
