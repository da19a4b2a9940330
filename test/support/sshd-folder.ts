import { mkdirSync } from "node:fs";

/** Makes the folder without which sshd as root refuses to start; a service manager makes it where sshd is a service. */
export function makeSshdFolder(): void {
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
}
