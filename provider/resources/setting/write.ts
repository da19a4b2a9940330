import {
  AccessDeniedError,
  AuthenticationError,
  CommandError,
  HostKeyError,
  UnexpectedOutputError,
  UnreachableError,
  UnsupportedShellError,
} from "../../errors";
import type { Host } from "../../hosts/host";
import { applyWrites, type Writes, writeAlone } from "../../nat-traversal/apply";
import type { MarkerReading } from "../../nat-traversal/marker";
import { valueName } from "../../nat-traversal/nat-traversal-value";
import { ask, type Question, type Reading } from "../../windows/fact";
import { describeValue, type RegistryValue, sameValue } from "../../windows/registry-value";

/** What came of a write: the value and the marker after it, or why they are not what was wanted. */
export type WriteResult =
  | { readonly kind: "done"; readonly value: RegistryValue; readonly marker: MarkerReading }
  | WriteFailure;

interface WriteFailure {
  readonly kind: "failed";
  readonly error: unknown;
  /** The value is as it was; only where that is certain. */
  readonly untouched: boolean;
}

/**
 * Marks, writes and reads back, in one round trip; `before` is what was there. What is read back decides, never an exit
 * code or a message; only a value that stayed as it was is written once more by itself, so that the exit code tells a refusal
 * from a hand that undoes it. A failure of the host is part of the result.
 */
export async function write(host: Host, writes: Writes, before: RegistryValue): Promise<WriteResult> {
  const wanted = writes.write ?? before;
  const first = await runAndRead(host, writes);
  if (first.kind === "failed" || sameValue(first.value, wanted)) return first;
  if (writes.write === undefined || !sameValue(first.value, before)) {
    return undone(host, writes, first.value, writes.write === undefined);
  }
  const alone = await askAndRead(host, writes, writeAlone(writes.registryPath, wanted));
  if (alone.kind === "failed") return alone;
  if (alone.values.exitCode !== 0) return refused(host, writes, alone.values.exitCode);
  const second = await runAndRead(host, { registryPath: writes.registryPath });
  if (second.kind === "failed" || sameValue(second.value, wanted)) return second;
  return undone(host, writes, second.value, sameValue(second.value, before));
}

async function runAndRead(host: Host, writes: Writes): Promise<WriteResult> {
  const answered = await askAndRead(host, writes, applyWrites(writes));
  return answered.kind === "failed" ? answered : { kind: "done", ...answered.values };
}

async function askAndRead<T>(
  host: Host,
  writes: Writes,
  question: Question<Reading<T>>,
): Promise<{ readonly kind: "read"; readonly values: T } | WriteFailure> {
  try {
    const reading = await ask(host, question);
    if (reading.state === "read") return { kind: "read", values: reading.values };
    const error = new UnexpectedOutputError({
      ...attempt(host, writes),
      problem: `the value could not be read back: ${reading.came}`,
      hint: "Run the same command again: it reads the current value first and continues from there.",
    });
    return { kind: "failed", error, untouched: writes.write === undefined };
  } catch (error) {
    return { kind: "failed", error, untouched: neverArrived(error) };
  }
}

/** Whether it is certain that the command did not reach the host. */
function neverArrived(error: unknown): boolean {
  if (error instanceof UnreachableError) return !error.commandMayHaveRun;
  return (
    error instanceof AuthenticationError ||
    error instanceof HostKeyError ||
    error instanceof UnsupportedShellError
  );
}

/** The key could be read and the value stayed: what is left is a right that is missing. */
function refused(host: Host, writes: Writes, exitCode: number): WriteFailure {
  const details = {
    ...attempt(host, writes),
    problem: `reg.exe ended with exit code ${exitCode}, and the value did not change`,
  };
  // reg.exe knows only 0 and 1; 5 is Windows' own number for it.
  const error =
    exitCode === 1 || exitCode === 5
      ? new AccessDeniedError({
          ...details,
          hint: "The account needs the full rights of an administrator: check its groups and its integrity level on the host with `whoami /groups`.",
        })
      : new CommandError({
          ...details,
          exitCode,
          hint: "Run the command on the host by hand to see why.",
        });
  return { kind: "failed", error, untouched: true };
}

function undone(host: Host, writes: Writes, found: RegistryValue, untouched: boolean): WriteFailure {
  const error = new CommandError({
    ...attempt(host, writes),
    problem: `it reads ${describeValue(found)} right after the write`,
    hint: "Something else changes this value (a group policy, a tool, a person): find it, then run the same command again.",
    exitCode: 0,
  });
  return { kind: "failed", error, untouched };
}

function attempt(host: Host, { registryPath, write: value }: Writes) {
  const name = `${registryPath}\\${valueName}`;
  return {
    operation: value === undefined ? `write the marker of ${name}` : writing(name, value),
    host: host.name,
  };
}

function writing(name: string, value: RegistryValue): string {
  return value.type === "absent" ? `delete ${name}` : `set ${name} to ${describeValue(value)}`;
}
