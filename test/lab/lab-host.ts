import type { SshConnection } from "../../provider/hosts/ssh/connection";

/** A connection with exactly one credential: a simulated host takes a password, a real sshd a private key. */
export type LabConnection = Omit<SshConnection, "password" | "privateKey" | "passphrase" | "port"> & {
  readonly port: number;
} & ({ readonly password: string } | { readonly privateKey: string });

/** A Windows host to test against; the contract suite sees nothing else of it. */
export interface LabHost {
  /** How to reach it over SSH with a credential that works, as plain text; the host key is the real one. */
  readonly connection: LabConnection;
  /** Runs a command line on the host by another way than the transport under test (somebody else's hand). */
  byAnotherHand(commandLine: string): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Every key and value under HKLM\SYSTEM\CurrentControlSet\Services and HKLM\HARDWARE\DESCRIPTION, one line each, sorted. */
  exportRegistry(): Promise<string>;
  /** Restarts the host at once and resolves when it accepts connections again. */
  restart(): Promise<void>;
  /** How often the host has booted since it was started for the first time. */
  readonly boots: number;
  /** Stops everything it started and removes its files. */
  stop(): Promise<void>;
}
