import type { Client, ClientChannel } from "ssh2";
import { largestOutput, outputTooLarge } from "../failure-texts";
import type { CommandResult } from "../host";

/** What becomes of a command on its way. */
export interface CommandEvents {
  /** The host has begun the command. */
  accepted(): void;
  /** It cannot be started, or did not end properly; `problem` is a clause. */
  failed(problem: string, cause?: unknown): void;
  done(result: CommandResult): void;
}

/**
 * Runs a command line as an exec request (RFC 4254 section 6.5): no terminal, no environment, standard input empty.
 * Only an end with an exit code and complete output counts; a signal, or no code, is a failure.
 */
export function runOnChannel(client: Client, commandLine: string, events: CommandEvents): void {
  client.exec(commandLine, (error, channel) => {
    if (error !== undefined) {
      events.failed("the host did not accept the command", error);
      return;
    }
    events.accepted();
    collect(channel, events);
  });
}

function collect(channel: ClientChannel, events: CommandEvents): void {
  const output: Buffer[] = [];
  const errorOutput: Buffer[] = [];
  let size = 0;
  let exit: { readonly code: number | null; readonly signal: string | undefined } | undefined;
  let open = 2;

  const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestOutput) {
      events.failed(outputTooLarge);
      return;
    }
    chunks.push(chunk);
  };
  const closed = () => {
    open -= 1;
    if (open > 0) return;
    if (exit === undefined) {
      events.failed("the command ended without an exit code");
    } else if (exit.code === null) {
      const signal = /^[A-Z0-9]{1,16}$/.test(exit.signal ?? "") ? exit.signal : "unknown";
      events.failed(`the command was ended by a signal (${signal})`);
    } else {
      events.done({ exitCode: exit.code, output: text(output), errorOutput: text(errorOutput) });
    }
  };

  channel.on("error", (error: unknown) => events.failed("the channel failed", error));
  channel.stderr.on("error", (error: unknown) => events.failed("the channel failed", error));
  channel.on("data", keep(output));
  channel.stderr.on("data", keep(errorOutput));
  channel.on("exit", (code: number | null, signal?: string) => {
    exit = { code, signal };
  });
  channel.on("close", closed);
  channel.stderr.on("close", closed);
  channel.end();
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("latin1");
}
