import assert from "node:assert/strict";
import type { CommandResult } from "../../../provider/hosts/host";

/** The service keys. */
export const services = String.raw`HKLM\SYSTEM\CurrentControlSet\Services`;
/** The key that holds the setting. */
export const policyAgent = String.raw`${services}\PolicyAgent`;
/** The existing volatile key that holds the marker. */
export const hardware = String.raw`HKLM\HARDWARE\DESCRIPTION\System`;

/** One value as `reg query` prints it. */
export interface PrintedValue {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

/** The value lines of an output: four blanks, name, four blanks, type, four blanks, data to the end of the line. */
export function printedValues(output: string): PrintedValue[] {
  const values: PrintedValue[] = [];
  for (const line of output.split("\r\n")) {
    const [, name, type, data] = /^ {4}(\S.*?) {4}(REG_[A-Z_]+) {4}(.*)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined && data !== undefined) values.push({ name, type, data });
  }
  return values;
}

/** The lines that name a key, in full. */
export function printedKeys(output: string): string[] {
  return output.split("\r\n").filter((line) => line.startsWith("HKEY_"));
}

/** Fails, showing both streams, unless the command ended with 0. */
export function accepted(result: CommandResult): CommandResult {
  assert.equal(result.exitCode, 0, `exit code ${result.exitCode}: ${result.output}${result.errorOutput}`);
  return result;
}

/** Fails unless reg.exe refused: exit code 1 and not one value printed. */
export function refused(result: CommandResult): void {
  assert.equal(result.exitCode, 1, result.output);
  assert.deepEqual(printedValues(result.output), []);
}

/** The low 8 bits of an exit code: all that some SSH servers pass on. */
export function eightBits(exitCode: number): number {
  return exitCode & 0xff;
}
