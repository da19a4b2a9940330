import type { Duplex } from "node:stream";
import type * as Ssh2 from "ssh2";
import type { ConnectConfig, ServerHostKeyAlgorithm } from "ssh2";

/** The SSH library, loaded at its first use: programs that never open a connection do not pay for it. */
export function loadSsh2(): typeof Ssh2 {
  return require("ssh2") as typeof Ssh2;
}

const keepalivesUnanswered = 3;

/** Who logs in, and how a silent link is noticed. */
export interface LoginSettings {
  readonly user: string;
  readonly keepaliveSeconds: number;
}

/** The settings of the SSH library for one connection over a stream; `hooks` are its callbacks, `hostKeys` the algorithms to ask for. */
export function connectConfig(
  { user, keepaliveSeconds }: LoginSettings,
  stream: Duplex,
  hostKeys: ServerHostKeyAlgorithm[],
  hooks: Required<Pick<ConnectConfig, "hostVerifier" | "authHandler" | "debug">>,
): ConnectConfig {
  return {
    ...hooks,
    sock: stream,
    username: user,
    // The library's own time limit runs on the wall clock.
    readyTimeout: 0,
    keepaliveInterval: keepaliveSeconds * 1000,
    keepaliveCountMax: keepalivesUnanswered,
    algorithms: { serverHostKey: hostKeys },
  };
}

/** The methods that a server still accepts after a rejection, from what the library reports of its messages; undefined in other reports. */
export function methodsLeft(report: string): string[] | undefined {
  const left = /^Inbound: Received USERAUTH_FAILURE \((.*)\)/.exec(report)?.[1];
  return left?.split(",").filter((method) => method !== "");
}
