import { type FSWatcher, readFileSync, renameSync, rmSync, watch } from "node:fs";
import { join } from "node:path";

/** A restart or power-off that shutdown.exe accepted. */
export interface PowerRequest {
  readonly kind: "restart" | "poweroff";
  /** Seconds of warning that were asked for. */
  readonly seconds: number;
  /** As given with -d: `p:2:4`; empty if none was. */
  readonly reason: string;
  /** As given with -c; empty if none was. */
  readonly comment: string;
}

/**
 * Watches the folder in which shutdown.exe leaves its requests (C:\power) and carries each out when its warning
 * time is over. `scheduled` is a request that can still be aborted (its file is then deleted), `underway` one
 * that cannot.
 */
export class Supervisor {
  /** Every request that was carried out, in order. */
  readonly carriedOut: PowerRequest[] = [];
  private readonly watcher: FSWatcher;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  /** `warningSpeed`: how many seconds of warning pass in one second. */
  constructor(
    private readonly folder: string,
    private readonly warningSpeed: number,
    private readonly carryOut: (request: PowerRequest) => Promise<void>,
  ) {
    this.watcher = watch(folder, () => this.look());
  }

  /** Resolves when nothing is being carried out; a request whose time has not come is dropped. */
  async stop(): Promise<void> {
    this.watcher.close();
    clearTimeout(this.timer);
    await this.work;
  }

  private look(): void {
    const request = this.readRequest();
    if (request === undefined) {
      clearTimeout(this.timer);
      this.timer = undefined;
    } else if (this.timer === undefined) {
      this.timer = setTimeout(() => this.begin(request), (request.seconds * 1000) / this.warningSpeed);
    }
  }

  private begin(request: PowerRequest): void {
    this.timer = undefined;
    try {
      renameSync(join(this.folder, "scheduled"), join(this.folder, "underway"));
    } catch {
      return; // Aborted in the very last moment.
    }
    this.carriedOut.push(request);
    this.work = this.carryOut(request).finally(() => rmSync(join(this.folder, "underway"), { force: true }));
  }

  private readRequest(): PowerRequest | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.folder, "scheduled"), "utf8");
    } catch {
      return undefined;
    }
    const [kind, seconds, reason = "", comment = ""] = text.split("\n");
    return { kind: kind === "poweroff" ? "poweroff" : "restart", seconds: Number(seconds), reason, comment };
  }
}
