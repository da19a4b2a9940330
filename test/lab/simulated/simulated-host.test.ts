import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { absent, dword } from "../../../provider/windows/registry-value";
import { exec, SshLab } from "./ssh-lab";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const name = "AssumeUDPEncapsulationContextOnSendRule";

describe("a simulated host over SSH", () => {
  const lab = new SshLab();

  afterEach(() => lab.stop());

  it("goes from absent to 2 and back", async () => {
    const host = await lab.start();
    const client = await lab.connect(host);
    const before = await host.exportRegistry();
    assert.equal((await exec(client, `reg query "${key}" -v ${name}`)).exitCode, 1);
    const added = await exec(client, `reg add "${key}" -v ${name} -t REG_DWORD -d 2 -f`);
    assert.deepEqual(added, { exitCode: 0, output: "The operation completed successfully.\r\n", errors: "" });
    assert.deepEqual(host.windows.setting, dword(2));
    const read = await exec(client, `reg query "${key}" -v ${name}`);
    const fullKey = key.replace("HKLM", "HKEY_LOCAL_MACHINE");
    assert.equal(read.output, `\r\n${fullKey}\r\n    ${name}    REG_DWORD    0x2\r\n\r\n`);
    assert.equal((await exec(client, `reg delete "${key}" -v ${name} -f`)).exitCode, 0);
    assert.deepEqual(host.windows.setting, absent);
    assert.equal(await host.exportRegistry(), before);
    assert.equal(host.sshd.connections, 1);
    assert.equal(host.windows.commands.length, 4);
  });

  it("lets a private key in, and no other password", async () => {
    const host = await lab.start();
    await lab.connect(host, { privateKey: host.privateKey });
    await assert.rejects(lab.connect(host, { password: "wrong" }), /authentication/i);
    assert.equal(host.sshd.refusedLogins, 1);
  });

  it("goes away for a restart, and comes back settled with an empty hardware hive", async () => {
    const host = await lab.start({ hostSecondsPerSecond: 100, power: { bootSeconds: 20, settleSeconds: 1 } });
    const client = await lab.connect(host);
    const note = 'reg add "HKLM\\HARDWARE\\DESCRIPTION\\System" -v Note -t REG_SZ -d x -f';
    assert.equal((await exec(client, note)).exitCode, 0);
    const closed = new Promise((resolve) => client.once("close", () => resolve(undefined)));
    assert.equal((await exec(client, "shutdown -r -f -t 10 -d p:2:4")).exitCode, 0);
    await closed;
    await assert.rejects(lab.connect(host));
    if (host.boots === 0) await host.windows.power.nextBoot();
    const again = await lab.connect(host);
    assert.equal((await exec(again, 'reg query "HKLM\\HARDWARE\\DESCRIPTION\\System" -v Note')).exitCode, 1);
  });

  it("passes exit codes on in full, and output and errors apart", async () => {
    const host = await lab.start();
    const client = await lab.connect(host);
    assert.equal((await exec(client, "shutdown -a")).exitCode, 1116);
    const both = await exec(client, "nope & echo said");
    assert.equal(both.output, "said\r\n");
    assert.match(both.errors, /^'nope' is not recognized/);
  });

  it("runs two hosts that are different machines", async () => {
    const [one, other] = [await lab.start(), await lab.start()];
    assert.notEqual(one.connection.hostKey, other.connection.hostKey);
    assert.notEqual(one.connection.port, other.connection.port);
    assert.notEqual(one.windows.computerName, other.windows.computerName);
    await one.byAnotherHand(`reg add "${key}" -v ${name} -t REG_DWORD -d 1 -f`);
    assert.deepEqual([one.windows.setting, other.windows.setting], [dword(1), absent]);
  });

  it("answers the shell probe as bash, and does nothing else", async () => {
    const client = await lab.connect(await lab.start({ shell: "bash" }));
    assert.equal((await exec(client, "echo %OS%+$PSHOME")).output, "%OS%+\r\n");
    assert.notEqual((await exec(client, `reg query "${key}"`)).exitCode, 0);
  });

  it("shows another host key after a reinstallation", async () => {
    const host = await lab.start();
    const before = host.sshd.hostKeyFingerprint;
    host.sshd.changeHostKey();
    const seen: Buffer[] = [];
    await lab.connect(host, { hostVerifier: (blob: Buffer) => seen.push(blob) > 0 });
    const shown = `SHA256:${createHash("sha256")
      .update(seen[0] ?? "")
      .digest("base64")
      .replace(/=+$/, "")}`;
    assert.equal(shown, host.sshd.hostKeyFingerprint);
    assert.notEqual(shown, before);
  });

  it("refuses everybody, if told", async () => {
    const host = await lab.start();
    host.sshd.refuseAuthentication = true;
    await assert.rejects(lab.connect(host), /authentication/i);
  });

  it("writes a key file only its owner can read", async () => {
    const host = await lab.start({ writePrivateKeyFile: true });
    assert.equal(statSync(host.privateKeyFile ?? "").mode & 0o777, 0o600);
  });

  it("takes its key file along", async () => {
    const host = await lab.start({ writePrivateKeyFile: true });
    const file = host.privateKeyFile ?? "";
    assert.equal(existsSync(file), true);
    await host.stop();
    assert.equal(existsSync(dirname(file)), false);
  });
});
