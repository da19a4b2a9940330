import type * as Ssh2 from "ssh2";

/** The SSH library, loaded at its first use: programs that never open a connection do not pay for it. */
export function loadSsh2(): typeof Ssh2 {
  return require("ssh2") as typeof Ssh2;
}
