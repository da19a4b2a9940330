import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../support/run-folder";
import { keepAccount, killTree } from "../wine/child";
import type { OpenSshTools } from "./tools";

/** OpenSSH's own agent, on a socket of its own. */
export class OpenSshAgent {
  private constructor(
    /** The path of its socket. */
    readonly path: string,
    private readonly folder: string,
    private readonly tools: OpenSshTools,
    private readonly child: ChildProcess,
  ) {}

  static async start(tools: OpenSshTools): Promise<OpenSshAgent> {
    const folder = newFolder("ssh-agent");
    const path = join(folder, "socket");
    // Whoever is to be asked for a confirmation says no.
    const env = { PATH: process.env.PATH, SSH_ASKPASS: "/bin/false", SSH_ASKPASS_REQUIRE: "force" };
    const child = spawn(tools.sshAgent, ["-D", "-a", path], { env, stdio: ["ignore", "pipe", "ignore"] });
    keepAccount(child);
    await once(child.stdout, "data");
    return new OpenSshAgent(path, folder, tools, child);
  }

  /** Gives it a private key from a file; `options` are those of ssh-add. */
  add(file: string, passphrase = "", options: readonly string[] = []): void {
    this.sshAdd([...options, file], passphrase);
  }

  /** Has it give out nothing until it is unlocked. */
  lock(password: string): void {
    this.sshAdd(["-x"], password);
  }

  unlock(password: string): void {
    this.sshAdd(["-X"], password);
  }

  /** Ends it without its cleaning up: the socket's file stays. */
  async kill(): Promise<void> {
    await killTree(this.child);
  }

  private sshAdd(args: readonly string[], answer: string): void {
    const askpass = join(this.folder, "askpass");
    writeFileSync(askpass, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o700 });
    const env = { PATH: process.env.PATH, SSH_AUTH_SOCK: this.path };
    execFileSync(this.tools.sshAdd, args, {
      env: { ...env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force" },
      stdio: "ignore",
    });
  }
}
