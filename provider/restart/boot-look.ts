import { UnexpectedOutputError } from "../errors";
import type { CommandResult, ShellCommand } from "../hosts/host";
import { markerKey, markerName } from "../nat-traversal/marker";
import {
  type BootNumbers,
  bootEventCommand,
  bootIdCommand,
  readBootEventRecord,
  readBootId,
} from "../windows/boot-evidence";
import { oneLine } from "../windows/command-line";
import { pendingReasonsCommands, readPendingReasons } from "../windows/pending-reasons";
import { queryKey } from "../windows/registry";
import { hasKey, parseRegistry, readValue } from "../windows/registry-listing";
import type { BootNow } from "./proof";

/** What belongs only to a restart. */
export interface RestartFacts {
  /** Others' reasons for a restart, as sentences. */
  readonly pendingReasons: readonly string[];
  readonly numbers: BootNumbers;
  /** Whether this boot has come to its logon prompt. */
  readonly logonReached: boolean;
}

/** LogonUI makes this volatile key when the logon prompt is about to show: the work of the boot, updates included, is done. */
const logonReachedKey = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\AutoLogonChecked";

/** What is asked once before a restart: others' reasons for one, the newest boot event, and whether the logon prompt was reached. */
export function restartFactsLine(): ShellCommand {
  return oneLine([...pendingReasonsCommands(), bootEventCommand(), queryKey(logonReachedKey)]);
}

/** What the answer to that says; without any output nothing was reached. */
export function readRestartFacts({ output, exitCode }: CommandResult): RestartFacts {
  return {
    pendingReasons: readPendingReasons(output),
    numbers: readBootNumbers(output),
    logonReached: exitCode === 0 && output.trim() !== "",
  };
}

/**
 * One round trip that tells which boot a host is in: marker, BootId, if wanted the newest boot event, and the logon prompt.
 * The last one comes last because its exit code is the line's.
 */
export function lookLine(withBootEvent: boolean): ShellCommand {
  return oneLine([
    queryKey(markerKey),
    bootIdCommand(),
    ...(withBootEvent ? [bootEventCommand()] : []),
    queryKey(logonReachedKey),
  ]);
}

/**
 * Reads what that line gave back. The marker counts as gone only if its key was listed to the end without it: a command that
 * was killed can end with exit code 0 and no output, or half of it, and must never look like a new boot.
 * Throws UnexpectedOutputError where the listing is not whole.
 */
export function readLook(host: string, result: CommandResult): BootNow {
  const listing = parseRegistry(result.output);
  const marker = readValue(listing, markerKey, markerName);
  const present = marker.state === "present";
  // Subkeys are listed after all values, and this one is there in every boot.
  const listedToTheEnd = hasKey(listing, `${markerKey}\\CentralProcessor`);
  if (!present && !(marker.state === "absent" && listedToTheEnd)) {
    throw new UnexpectedOutputError({
      operation: "look which boot it is in",
      host,
      problem: `the answer (exit code ${result.exitCode}) does not list ${markerKey} to its end`,
      hint: "Run `pulumi up` again; if it stays so, see what `reg query` of that key prints on the host.",
    });
  }
  return {
    ...(present ? { marker: "data" in marker.value ? marker.value.data : "" } : {}),
    evidence: readBootNumbers(result.output),
    logonReached: result.exitCode === 0,
  };
}

/** BootId and newest boot event in an output that may hold either. */
export function readBootNumbers(output: string): BootNumbers {
  const bootId = readBootId(output);
  const bootEventRecord = readBootEventRecord(output);
  return {
    ...(bootId === undefined ? {} : { bootId }),
    ...(bootEventRecord === undefined ? {} : { bootEventRecord }),
  };
}
