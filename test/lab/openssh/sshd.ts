import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { makeSshdFolder } from "../../support/sshd-folder";
import { keepAccount, killTree } from "../wine/child";

/** Absolute paths of the programs that a server is made of. */
export interface SshdTools {
  readonly sshd: string;
  readonly sshKeygen: string;
}

/** OpenSSH's own server with keys of its own, which answers every command with one program (ForceCommand). */
export class Sshd {
  readonly user = userInfo().username;
  /** The private key that may log in, as OpenSSH PEM text. */
  readonly privateKey: string;
  /** The host key as ssh prints it: `SHA256:…`. */
  readonly fingerprint: string;
  /** How many log-ins were accepted since it was made. */
  logins = 0;
  private readonly allowedKeys: string;
  private currentPort = 0;
  private listener: ChildProcess | undefined;
  private readonly configuration: string;

  constructor(
    private readonly tools: SshdTools,
    folder: string,
    forcedCommand: string,
    /** Lines of sshd_config that come before those of every test: the first line of a keyword counts. */
    settings: readonly string[] = [],
  ) {
    mkdirSync(folder, { mode: 0o700 });
    const hostKey = join(folder, "host_key");
    const userKey = join(folder, "user_key");
    for (const path of [hostKey, userKey]) {
      execFileSync(tools.sshKeygen, ["-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", path]);
    }
    this.privateKey = readFileSync(userKey, "utf8");
    this.fingerprint = fingerprintOf(readFileSync(`${hostKey}.pub`, "utf8"));
    this.configuration = join(folder, "sshd_config");
    this.allowedKeys = `${userKey}.pub`;
    const lines = configurationLines(hostKey, this.allowedKeys, forcedCommand, folder);
    writeFileSync(this.configuration, [...settings, ...lines, ""].join("\n"));
    makeSshdFolder();
  }

  /** Lets another key log in, given as the line of its public half. */
  allow(publicKeyLine: string): void {
    appendFileSync(this.allowedKeys, `${publicKeyLine.trim()}\n`);
  }

  /** The TCP port on 127.0.0.1, the same after every restart. */
  get port(): number {
    return this.currentPort;
  }

  /** Listens; resolves when connections are accepted. */
  async start(): Promise<void> {
    // sshd cannot take port 0, so a free one is looked for and may be taken by another before sshd has it.
    for (let attempt = 1; ; attempt++) {
      const port = this.currentPort === 0 ? await freePort() : this.currentPort;
      try {
        this.listener = await listen(this.tools.sshd, this.configuration, port, () => this.logins++);
        this.currentPort = port;
        return;
      } catch (fault) {
        if (attempt === 20) throw fault;
      }
    }
  }

  /** Ends the listener and every session at once, without a goodbye, as a Windows host that goes down does. */
  async stop(): Promise<void> {
    if (this.listener === undefined) return;
    await killTree(this.listener);
    this.listener = undefined;
  }
}

function configurationLines(
  hostKey: string,
  allowedKeys: string,
  forcedCommand: string,
  folder: string,
): readonly string[] {
  return [
    "ListenAddress 127.0.0.1",
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${allowedKeys}`,
    `PidFile ${join(folder, "pid")}`,
    `ForceCommand ${forcedCommand}`,
    // The command is run by the user's own shell, which would read the user's own start-up file first.
    `SetEnv HOME=${folder}`,
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PubkeyAuthentication yes",
    "PermitTTY no",
    "PermitUserRC no",
    "AllowTcpForwarding no",
    "X11Forwarding no",
    "PrintMotd no",
    "UseDNS no",
  ];
}

function listen(
  sshd: string,
  configuration: string,
  port: number,
  accepted: () => void,
): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(sshd, ["-D", "-e", "-f", configuration, "-p", String(port)], {
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "ignore", "pipe"],
    });
    keepAccount(child);
    let log = "";
    // Read to the end of its life, or it would block once the pipe is full.
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (log.length < 4096) log += `${line}\n`;
      if (line.startsWith("Server listening on ")) resolve(child);
      if (line.startsWith("Accepted ")) accepted();
    });
    child.once("error", reject);
    child.once("exit", (exitCode) => reject(new Error(`sshd ended with ${exitCode}: ${log.trim()}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function fingerprintOf(publicKeyLine: string): string {
  const blob = Buffer.from(publicKeyLine.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
