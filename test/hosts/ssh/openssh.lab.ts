import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { newFolder } from "../../support/run-folder";
import { makeSshdFolder } from "../../support/sshd-folder";
import { SshLab } from "./ssh-lab";

const sshd = "/usr/sbin/sshd";
const keygen = "/usr/bin/ssh-keygen";

function missing(): string | undefined {
  try {
    for (const tool of [sshd, keygen]) accessSync(tool);
    return undefined;
  } catch {
    return "OpenSSH's sshd or ssh-keygen is not installed";
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(),
      );
    });
  });
}

describe("an SSH host behind OpenSSH's own sshd", () => {
  const lab = new SshLab();
  let daemon: ChildProcess | undefined;
  let folder = "";
  let port = 0;

  const generate = (name: string, ...options: string[]) =>
    execFileSync(keygen, ["-q", "-f", join(folder, name), ...options]);
  const text = (name: string) => readFileSync(join(folder, name), "utf8");

  before(async function () {
    const reason = missing();
    if (reason !== undefined) {
      if (process.env.CI === "true") throw new Error(reason);
      console.log(`skipped: ${reason}`);
      return this.skip();
    }
    folder = newFolder("openssh");
    port = await freePort();
    generate("host_ed25519", "-t", "ed25519", "-N", "");
    generate("host_rsa", "-t", "rsa", "-b", "2048", "-N", "");
    generate("ed25519", "-t", "ed25519", "-N", "");
    generate("rsa_pem", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "");
    generate("ecdsa_locked", "-t", "ecdsa", "-a", "1", "-N", "open sesame");
    writeFileSync(
      join(folder, "authorized"),
      ["ed25519", "rsa_pem", "ecdsa_locked"].map((name) => text(`${name}.pub`)).join(""),
    );
    writeFileSync(
      join(folder, "command"),
      '#!/bin/sh\ncase "$SSH_ORIGINAL_COMMAND" in echo*) echo "Windows_NT+\\$PSHOME";; exit*) exit 7;; kill) kill -9 $$;; *) printf "%s" "$SSH_ORIGINAL_COMMAND"; wc -c >&2;; esac\n',
      { mode: 0o700 },
    );
    writeFileSync(
      join(folder, "config"),
      [
        `ListenAddress 127.0.0.1:${port}`,
        `HostKey ${folder}/host_ed25519`,
        `HostKey ${folder}/host_rsa`,
        `AuthorizedKeysFile ${folder}/authorized`,
        `ForceCommand ${folder}/command`,
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin yes",
      ].join("\n"),
    );
    makeSshdFolder();
    const running = spawn(sshd, ["-D", "-e", "-f", join(folder, "config")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    daemon = running;
    await new Promise<void>((resolve, reject) => {
      let said = "";
      running.stderr?.on("data", (chunk) => {
        said += String(chunk);
        if (said.includes("Server listening")) resolve();
      });
      running.once("exit", () => reject(new Error(`sshd ended: ${said}`)));
    });
  });

  after(async () => {
    await lab.end();
    daemon?.kill();
  });

  function connection(changes: Partial<SshConnection>): SshConnection {
    const { username } = userInfo();
    return {
      transport: "ssh",
      host: "127.0.0.1",
      port,
      user: username,
      hostKey: "insecureAcceptAny",
      ...changes,
    };
  }

  for (const name of ["ed25519", "rsa_pem"]) {
    it(`logs in with the ${name} key`, async () => {
      const host = lab.open(connection({ privateKey: text(name) }));
      assert.deepEqual(await host.run('reg query "A\\B" -v C'), {
        exitCode: 0,
        output: 'reg query "A\\B" -v C',
        errorOutput: "0\n",
      });
      assert.equal((await host.run("exit 7")).exitCode, 7);
    });
  }

  it("logs in with a locked key, and counts a signal as a failure", async () => {
    const host = lab.open(connection({ privateKey: text("ecdsa_locked"), passphrase: "open sesame" }));
    await assert.rejects(host.run("kill"), { code: "UNREACHABLE", commandMayHaveRun: true });
    assert.equal((await host.run("exit")).exitCode, 7);
  });

  it("finds its host key in a file that OpenSSH's tools wrote and hashed, in the kind that is there", async () => {
    const file = join(folder, "known_hosts");
    writeFileSync(file, `[127.0.0.1]:${port} ${text("host_rsa.pub")}`);
    execFileSync(keygen, ["-H", "-f", file], { stdio: "ignore" });
    assert.match(readFileSync(file, "utf8"), /^\|1\|/);
    const host = lab.open(connection({ privateKey: text("ed25519"), hostKey: { file } }));
    assert.equal((await host.run("exit")).exitCode, 7);
  });

  it("accepts the fingerprint that ssh-keygen prints, and no other", async () => {
    const printed = execFileSync(keygen, ["-l", "-f", join(folder, "host_ed25519.pub")], {
      encoding: "utf8",
    });
    const hostKey = printed.split(" ")[1] ?? "";
    const host = lab.open(connection({ privateKey: text("ed25519"), hostKey }));
    assert.equal((await host.run("exit")).exitCode, 7);
    const other = lab.open(connection({ privateKey: text("ed25519"), hostKey: `SHA256:${"A".repeat(43)}` }));
    await assert.rejects(other.run("exit"), { code: "HOST_KEY" });
  });

  it("says which methods the host accepts instead of a password, and rejects a strange key", async () => {
    const withPassword = lab.open(connection({ password: "canary" }));
    await assert.rejects(withPassword.run("exit"), /AUTHENTICATION: .*\(it accepts: publickey\)/);
    generate("strange", "-t", "ed25519", "-N", "");
    await assert.rejects(lab.open(connection({ privateKey: text("strange") })).run("exit"), {
      code: "AUTHENTICATION",
    });
  });
});
