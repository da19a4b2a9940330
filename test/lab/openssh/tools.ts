import { findProgram } from "../find-program";
import type { SshdTools } from "./sshd";

/** Absolute paths of OpenSSH's programs. */
export interface OpenSshTools extends SshdTools {
  readonly sshAgent: string;
  readonly sshAdd: string;
}

const names: Readonly<Record<keyof OpenSshTools, string>> = {
  sshd: "sshd",
  sshKeygen: "ssh-keygen",
  sshAgent: "ssh-agent",
  sshAdd: "ssh-add",
};

/** OpenSSH's programs; throws if one is missing. */
export function openSshTools(): OpenSshTools {
  const at = (tool: keyof OpenSshTools) => {
    const path = findProgram([names[tool]]);
    if (path === undefined) throw new Error(`${names[tool]} is missing (Debian: openssh-server)`);
    return path;
  };
  return { sshd: at("sshd"), sshKeygen: at("sshKeygen"), sshAgent: at("sshAgent"), sshAdd: at("sshAdd") };
}

/** For a `before` hook: skips the suite, with its reason printed, where OpenSSH is not installed; with CI=true that is a failure. */
export function skipWithoutOpenSsh(suite: Mocha.Context): void {
  try {
    openSshTools();
  } catch (fault) {
    if (process.env.CI === "true") throw fault;
    console.log(`      skipped: ${String(fault)}`);
    suite.skip();
  }
}
