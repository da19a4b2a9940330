import type { Clock } from "../../../provider/clock";
import type { EventLog } from "./event-log";
import type { FileStore } from "./file-store";
import type { Language } from "./messages";
import type { Occupants } from "./occupants";
import type { Power } from "./power";
import type { SimulatedRegistry } from "./registry";
import type { RegistryToolFormat } from "./registry-text";
import type { Release } from "./releases";
import type { Services } from "./services";

/** What a program leaves behind, texts in Unicode. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput: string;
}

/** What somebody asked of shutdown.exe, and what it answered. */
export interface ShutdownRequest {
  /** Milliseconds since the epoch, by the host's clock. */
  readonly at: number;
  readonly commandLine: string;
  readonly exitCode: number;
}

/** The machine as its programs see it. */
export interface Machine {
  readonly clock: Clock;
  readonly registry: SimulatedRegistry;
  readonly power: Power;
  readonly eventLog: EventLog;
  readonly occupants: Occupants;
  readonly services: Services;
  readonly files: FileStore;
  readonly release: Release;
  /** Whether this is Windows XP or Server 2003. */
  readonly isFive: boolean;
  readonly language: Language;
  readonly registryToolFormat: RegistryToolFormat;
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly elevated: boolean;
  readonly mayShutDown: boolean;
  readonly registryToolsDisabled: boolean;
  readonly shutdownCodeInTextOnly: boolean;
  readonly notReadyWhileBooting: boolean;
  readonly shutdownRequests: ShutdownRequest[];
  /** A program that ends so, at once, instead of doing anything, where it has that argument. */
  readonly replaced:
    | { readonly name: string; readonly argument?: string | undefined; readonly result: ProgramResult }
    | undefined;
  /** The rights on keys that differ from the usual: lower-case full key name to what is refused. */
  readonly refusedKeys: ReadonlyMap<string, "write" | "readAndWrite">;
}

/** A program: its arguments in, its result out; a program that waits for an answer never resolves. */
export type Program = (
  machine: Machine,
  argv: readonly string[],
  commandLine: string,
) => ProgramResult | Promise<ProgramResult>;

/** Runs a line in some shell of the machine; output and errors are console bytes. */
export type Interpreter = (commandLine: string) => Promise<ProgramResult>;

/** A success with this output. */
export function succeeded(output = ""): ProgramResult {
  return { exitCode: 0, output, errorOutput: "" };
}

/** A failure with this line on standard error. */
export function failed(exitCode: number, line: string): ProgramResult {
  return { exitCode, output: "", errorOutput: line === "" ? "" : `${line}\r\n` };
}

/** What becomes of a program that asks a question nobody answers. */
export function waitsForAnAnswer(): Promise<ProgramResult> {
  return new Promise(() => {});
}
