import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds between two looks at the processes: shorter than anything that Pulumi starts lives. */
const intervalMilliseconds = 50;

/** Collects the command lines of all processes of the machine while it watches (Linux only; elsewhere it sees none). */
export class CommandLineWatch {
  /** Every command line seen, its arguments divided by NUL. */
  readonly seen = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.look();
    this.timer = setInterval(() => this.look(), intervalMilliseconds);
  }

  stop(): void {
    clearInterval(this.timer);
    this.look();
  }

  private look(): void {
    if (process.platform !== "linux") return;
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        this.seen.add(readFileSync(`/proc/${entry}/cmdline`, "latin1"));
      } catch {
        // It ended between listing and reading.
      }
    }
  }
}
