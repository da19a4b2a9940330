import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const loader = join(__dirname, "..", "toolchain", "typescript.cjs");

/** Starts interrupted-run.ts, without output, with the inputs of a setting or of a reboot. The caller ends it. */
export function startInterruptedRun(inputs: {
  readonly setting?: object;
  readonly reboot?: object;
}): ChildProcess {
  const { setting, reboot } = inputs;
  return spawn(process.execPath, ["--require", loader, join(__dirname, "interrupted-run.ts")], {
    env: {
      ...process.env,
      ...(setting === undefined ? {} : { SETTING_INPUTS: JSON.stringify(setting) }),
      ...(reboot === undefined ? {} : { REBOOT_INPUTS: JSON.stringify(reboot) }),
    },
    stdio: "ignore",
  });
}
