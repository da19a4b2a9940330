import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** What the stand-in sends to the world it is in, one JSON line each; every one is answered. */
export type ToWorld = { readonly id: number } & (Notice | Question);

/** What the world only takes in. */
export type Notice =
  | {
      readonly kind: "started";
      readonly arguments: readonly string[];
      readonly environment: NodeJS.ProcessEnv;
    }
  /** A line that was carried out as a command: what a transcript, or the log of script blocks, would hold. */
  | { readonly kind: "said"; readonly line: string }
  /** It ends as it should: its sessions are closed. One that is killed cannot say so. */
  | { readonly kind: "ending" };

/** What can be asked of the world. */
export type Question =
  | { readonly kind: "runHere"; readonly line: string }
  | ({ readonly kind: "open" } & OpenRequest)
  | { readonly kind: "run"; readonly session: number; readonly line: string }
  | { readonly kind: "close"; readonly session: number };

/** What New-PSSession was given. */
export interface OpenRequest {
  readonly computer: string;
  readonly port: number;
  readonly useTls: boolean;
  /** None for the logon of the account that runs it. */
  readonly credential: { readonly user: string; readonly password: string } | undefined;
  /** How long the computer keeps a session whose other end is gone; by default, the computer's own. */
  readonly idleMilliseconds: number | undefined;
}

/** The world's answer. */
export type FromWorld = { readonly id: number } & (
  | { readonly kind: "heard" }
  | { readonly kind: "ran"; readonly exitCode: number; readonly output: string; readonly errorOutput: string }
  | { readonly kind: "opened"; readonly session: number; readonly restricted: boolean }
  | { readonly kind: "closed" }
  | ReportedFailure
  /** The process is to end as if it had crashed. */
  | { readonly kind: "crash" }
);

/** An error as PowerShell reports it. */
export interface ReportedFailure {
  readonly kind: "failed";
  readonly errorId: string;
  readonly message: string;
}

/** Calls back with each JSON line of a stream. */
export function onMessages<T>(stream: Readable, take: (message: T) => void): void {
  createInterface({ input: stream })
    .on("line", (line) => take(JSON.parse(line) as T))
    // It passes on the stream's own errors, which are left to the owner of the stream.
    .on("error", () => undefined);
}
