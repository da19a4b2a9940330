import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** Starts a TypeScript program of the tests as a process of its own, without output. The caller ends it. */
export function startTypeScript(
  program: string,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const loader = join(__dirname, "..", "toolchain", "typescript.cjs");
  return spawn(process.execPath, ["--require", loader, program], {
    env: { ...process.env, ...environment },
    stdio: "ignore",
  });
}
