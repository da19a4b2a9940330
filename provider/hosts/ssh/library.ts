import type { Duplex } from "node:stream";
import type * as Ssh2 from "ssh2";
import type { ConnectConfig } from "ssh2";
import { type HostKeyPolicy, hostKeyAlgorithms } from "./host-key";

/** The SSH library, loaded at its first use: programs that never open a connection do not pay for it. */
export function loadSsh2(): typeof Ssh2 {
  return require("ssh2") as typeof Ssh2;
}

const keepalivesUnanswered = 3;

/** Who logs in, how a silent link is noticed, and which host key is accepted. */
export interface LoginSettings {
  readonly user: string;
  readonly keepaliveSeconds: number;
  readonly policy: HostKeyPolicy;
}

/** The settings of the SSH library for one connection over a stream; `hooks` are its callbacks. */
export function connectConfig(
  { user, keepaliveSeconds, policy }: LoginSettings,
  stream: Duplex,
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
    algorithms: { serverHostKey: hostKeyAlgorithms(policy) },
  };
}

/** The methods that a server still accepts after a rejection, from what the library reports of its messages; undefined in other reports. */
export function methodsLeft(report: string): string[] | undefined {
  const left = /^Inbound: Received USERAUTH_FAILURE \((.*)\)/.exec(report)?.[1];
  return left?.split(",").filter((method) => method !== "");
}
