import type { Client, ClientChannel } from "ssh2";
import { outputTooLarge } from "../failure-texts";
import type { CommandResult } from "../host";

/** What becomes of a command on its way. */
export interface CommandEvents {
  /** The host has begun the command. */
  accepted(): void;
  /** It is about to be asked for. */
  asked(): void;
  /** Has it asked for again after a while. */
  later(milliseconds: number, ask: () => void): void;
  /** It cannot be started, or did not end properly; `problem` is a clause. */
  failed(problem: string, cause?: unknown): void;
  done(result: CommandResult): void;
}

/** Before a session is asked for again: a host that allows one at a time (MaxSessions) frees it a moment after its command has ended. */
const sessionPauses: readonly number[] = [20, 50, 100, 200, 400, 800];

/** What is asked for, and what its answer may be. */
export interface ChannelCommand {
  readonly commandLine: string;
  readonly mostBytes: number;
  /** Whether a command has ended on this connection. */
  readonly hasRun: boolean;
}

/**
 * Runs a command line as an exec request (RFC 4254 section 6.5): no terminal, no environment, standard input empty.
 * Only an end with an exit code and complete output counts; a signal, or no code, is a failure. Where the host opens no session although it
 * has opened one before (`hasRun`), nothing was sent, and it is asked again.
 */
export function runOnChannel(
  client: Client,
  { commandLine, mostBytes, hasRun }: ChannelCommand,
  events: CommandEvents,
): void {
  const ask = (pauses: readonly number[]) => {
    const [milliseconds, ...others] = pauses;
    events.asked();
    client.exec(commandLine, (error, channel) => {
      if (error === undefined) {
        events.accepted();
        collect(channel, mostBytes, events);
      } else if ("reason" in error && milliseconds !== undefined)
        events.later(milliseconds, () => ask(others));
      else events.failed("the host did not accept the command", error);
    });
  };
  ask(hasRun ? sessionPauses : []);
}

function collect(channel: ClientChannel, mostBytes: number, events: CommandEvents): void {
  const output: Buffer[] = [];
  const errorOutput: Buffer[] = [];
  let size = 0;
  let exit: { readonly code: number | null; readonly signal: string | undefined } | undefined;
  let open = 2;

  const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostBytes) {
      events.failed(outputTooLarge(mostBytes));
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
