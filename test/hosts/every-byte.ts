import assert from "node:assert/strict";
import type { Host } from "../../provider/hosts/host";

const values = Array.from({ length: 256 }, (_, value) => value);

/** Each byte value once on either stream: upwards on standard output, downwards on standard error. */
export const everyByte = {
  output: String.fromCharCode(...values),
  errorOutput: String.fromCharCode(...[...values].reverse()),
} as const;

/** Runs a line that writes them, and throws unless each comes back as it is. */
export async function assertEveryByte(host: Host, line: string): Promise<void> {
  const { output, errorOutput } = await host.run(line);
  assert.deepEqual({ output, errorOutput }, everyByte);
}
