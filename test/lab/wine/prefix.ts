import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Ended, endAllNaming, keepAccount, keepAccountOfAllNaming, runToEnd } from "./child";
import { layPrefix } from "./prefix-template";
import type { WineTools } from "./tools";

/** A Windows registry and its programs in one folder; "booted" means that its wineserver runs. */
export class WinePrefix {
  /** The environment that every program of this prefix needs, and nothing of the test's own. */
  readonly environment: NodeJS.ProcessEnv;
  /** C:\ */
  readonly driveC: string;
  private readonly path: string;
  private server: ChildProcess | undefined;

  constructor(
    private readonly tools: Pick<WineTools, "wine" | "wineserver">,
    folder: string,
  ) {
    const prefix = join(folder, "prefix");
    const home = join(folder, "home");
    const temporary = join(folder, "tmp");
    for (const path of [home, temporary]) mkdirSync(path, { mode: 0o700 });
    this.path = prefix;
    keepAccountOfAllNaming(prefix);
    this.driveC = join(prefix, "drive_c");
    this.environment = {
      PATH: process.env.PATH,
      LC_ALL: "C.UTF-8",
      // Without homes of its own wine writes menu entries into the user's, and its sockets under /tmp.
      HOME: home,
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_DATA_HOME: join(home, "data"),
      TMPDIR: temporary,
      WINEPREFIX: prefix,
      WINELOADER: tools.wine,
      WINEDEBUG: "-all",
      WINEDLLOVERRIDES: "mscoree=d;mshtml=d;winemenubuilder.exe=d;shutdown.exe=n",
    };
  }

  /** Makes the registry and the programs that wine brings, and leaves the host shut down. */
  async lay(): Promise<void> {
    await layPrefix(this.path, (path) => this.make(path));
  }

  /** The same, and puts a program of our own in the place of wine's shutdown.exe; leaves the host booted. */
  async create(shutdownProgram: string): Promise<void> {
    await this.lay();
    const shutdown = join(this.driveC, "windows", "system32", "shutdown.exe");
    rmSync(shutdown);
    copyFileSync(shutdownProgram, shutdown);
    for (const name of ["line", "power"]) mkdirSync(join(this.driveC, name));
    await this.boot();
  }

  /** Makes a prefix elsewhere, and leaves it shut down. */
  private async make(path: string): Promise<void> {
    const environment = { ...this.environment, WINEPREFIX: path };
    const boot = spawn(this.tools.wine, ["wineboot", "--init"], { env: environment, stdio: "ignore" });
    keepAccount(boot);
    const [exitCode] = await once(boot, "exit");
    await runToEnd(this.tools.wineserver, ["--kill"], environment);
    await runToEnd(this.tools.wineserver, ["--wait"], environment);
    if (exitCode !== 0) throw new Error(`wineboot ended with ${exitCode}`);
  }

  /** Starts the wineserver and the services, and resolves when the registry, HARDWARE included, is complete. */
  async boot(): Promise<void> {
    // Nothing here may inherit a pipe: the services would hold it open, and an SSH channel that waits for its
    // end would never close. That is also why they are started here and not by the first command.
    const server = spawn(this.tools.wineserver, ["--foreground", "--persistent"], {
      env: this.environment,
      stdio: "ignore",
      detached: true,
    });
    this.server = server;
    keepAccount(server);
    const boot = spawn(this.tools.wine, ["wineboot", "--restart"], {
      env: this.environment,
      stdio: "ignore",
      detached: true,
    });
    keepAccount(boot);
    const [exitCode] = await once(boot, "exit");
    if (exitCode !== 0) throw new Error(`wineboot ended with ${exitCode}`);
  }

  /** Stops the wineserver and with it every Windows program; the volatile part of the registry is gone then. */
  async halt(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    await runToEnd(this.tools.wineserver, ["--kill"], this.environment);
    await gone;
    // The registry is saved by now; what still runs has lost its server and would end by itself, some time.
    await endAllNaming(this.path);
  }

  /** Runs a Windows program with these arguments to its end. */
  run(program: string, args: readonly string[]): Promise<Ended> {
    return runToEnd(this.tools.wine, [program, ...args], this.environment);
  }

  /** The text of `reg export` for one key and everything below it; throws if the key is missing. */
  async exportText(key: string): Promise<string> {
    const name = `export-${Math.random().toString(36).slice(2)}.reg`;
    const file = join(this.driveC, "line", name);
    const { exitCode } = await this.run("reg", ["export", key, `C:\\line\\${name}`, "/y"]);
    if (exitCode !== 0) throw new Error(`reg export of ${key} ended with ${exitCode}`);
    const text = readFileSync(file, "utf16le");
    rmSync(file);
    return text;
  }
}
