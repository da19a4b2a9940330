import { pause } from "../../clock";
import { UnreachableError } from "../../errors";
import { outputTooLarge } from "../failure-texts";
import type { CommandResult } from "../host";
import { faultRow } from "./faults";
import {
  commandRequest,
  readCommandReply,
  readReceiveReply,
  receiveRequest,
  signalRequest,
} from "./messages/command";
import { createShellRequest, deleteShellRequest, readCreateShellReply } from "./messages/shell";
import type { WinrmSession } from "./session";
import {
  type Answered,
  type FaultAnswer,
  longestPollSeconds,
  longestWaitSeconds,
  type OperationLink,
  ShellClient,
} from "./shell-client";

/** What is asked of the host: one line, and how long it may take. */
export interface CommandRunOptions {
  readonly commandLine: string;
  /** How much it may answer. */
  readonly mostBytes: number;
  readonly timeoutSeconds: number;
}

/** How long an answer may be on its way after the time that the host was given. */
const answerSeconds = 10;
/** The last poll ends this much before the limit, so that the command can still be ended over the same connection. */
const marginSeconds = 0.5;
const shortestWaitMilliseconds = 2_000;
const mostWaits = 3;

/**
 * One command line in a shell of its own: Create, Command, Receive until it ends, Delete. Command and Receive are never sent
 * twice; the shell is closed whatever happens, over another connection if this one is lost.
 */
export class CommandRun {
  /** Settles when the shell of a failed operation is closed, or cannot be; never rejects. */
  closing: Promise<void> = Promise.resolve();
  private readonly client: ShellClient;
  private shellId: string | undefined;
  private commandId: string | undefined;

  /** @param session the one that is open */
  constructor(
    private readonly link: OperationLink,
    session: WinrmSession,
    private readonly options: CommandRunOptions,
  ) {
    this.client = new ShellClient(link, session, options.timeoutSeconds);
  }

  /** Resolves with whatever exit code the command had, after its shell is closed. */
  async run(): Promise<CommandResult> {
    try {
      await this.begin();
      const result = await this.receive();
      this.commandId = undefined;
      await this.close();
      return result;
    } catch (error) {
      const wasAccepted = this.commandId !== undefined;
      this.closing = this.close();
      throw wasAccepted ? afterAccepting(error) : error;
    }
  }

  /** Opens a shell and starts the command, with the remedies for faults after which it certainly has not begun. */
  private async begin(): Promise<void> {
    let waits = 0;
    let renewed = false;
    for (;;) {
      const answer = await this.tryToBegin();
      if (answer === undefined) return;
      const { remedy } = faultRow(answer.fault);
      const isTemporary =
        remedy === "wait" || (remedy === "receive again" && answer.progress.phase === "opening a shell");
      const mayWait =
        isTemporary && waits < mostWaits && this.client.secondsLeft * 1000 > shortestWaitMilliseconds;
      if (!mayWait && (remedy !== "new shell" || renewed)) throw this.client.failedBy(answer);
      await this.close();
      if (mayWait) {
        waits += 1;
        await pause(this.link.clock, shortestWaitMilliseconds);
      } else renewed = true;
    }
  }

  private async tryToBegin(): Promise<FaultAnswer | undefined> {
    const created = await this.createShell();
    if (created.fault !== undefined) return this.client.answerWith(created.fault);
    const shellId = created.value;
    this.shellId = shellId;
    const started = await this.client.ask(
      "starting the command",
      (header) => commandRequest(header, shellId, this.options.commandLine),
      readCommandReply,
    );
    if (started.fault !== undefined) return this.client.answerWith(started.fault);
    this.commandId = started.value;
    return undefined;
  }

  /** A connection that has been idle may turn out to be closed; a shell that this leaves behind ends by its idle timeout. */
  private async createShell(): Promise<Answered<string>> {
    const session = await this.client.connected();
    const wasIdle = session.hasCarried;
    // The first shell of an account may take as long as its profile takes to load.
    const create = () =>
      this.client.ask(
        "opening a shell",
        (header) =>
          createShellRequest({
            ...header,
            operationTimeoutSeconds: rounded(Math.min(longestWaitSeconds, this.client.secondsLeft)),
          }),
        readCreateShellReply,
      );
    try {
      return await create();
    } catch (error) {
      const lost = error instanceof UnreachableError && !session.isOpen;
      if (!wasIdle || !lost || this.client.secondsLeft <= 0) throw error;
      return create();
    }
  }

  private async receive(): Promise<CommandResult> {
    const { shellId, commandId } = this;
    if (shellId === undefined || commandId === undefined) throw new Error("no command was started");
    const output: Buffer[] = [];
    const errorOutput: Buffer[] = [];
    let size = 0;
    for (;;) {
      // First: another connection takes some of what is left.
      await this.client.connected();
      const left = this.client.secondsLeft;
      if (left <= marginSeconds) throw this.client.late();
      const poll = rounded(Math.min(longestPollSeconds, Math.max(left - marginSeconds, left / 2)));
      const reply = await this.client.ask(
        "waiting for output",
        (header) => receiveRequest({ ...header, operationTimeoutSeconds: poll }, shellId, commandId),
        (answer) => readReceiveReply(answer, commandId),
        poll + answerSeconds,
      );
      if (reply.fault !== undefined) {
        if (faultRow(reply.fault).remedy !== "receive again")
          throw this.client.failedBy(this.client.answerWith(reply.fault));
        continue;
      }
      const received = reply.value;
      output.push(received.output);
      errorOutput.push(received.errorOutput);
      size += received.output.length + received.errorOutput.length;
      const { mostBytes } = this.options;
      if (size > mostBytes) throw this.client.broken(outputTooLarge(mostBytes));
      if (received.done !== undefined) {
        return { exitCode: received.done.exitCode, output: text(output), errorOutput: text(errorOutput) };
      }
    }
  }

  /** Ends the command, if it still runs, and the shell; twice, if the connection is lost the first time. Never rejects. */
  private async close(): Promise<void> {
    const { shellId, commandId } = this;
    if (shellId === undefined) return;
    this.shellId = undefined;
    this.commandId = undefined;
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const before = this.client.lastSession;
        const session = await this.client.connectedToClose();
        // Over a new connection the Delete alone does it, one request sooner.
        if (commandId !== undefined && session === before) {
          await this.client.send(session, (header) => signalRequest(header, shellId, commandId));
        }
        await this.client.send(session, (header) => deleteShellRequest(header, shellId));
        return;
      } catch {
        // A host that cannot be reached any more ends the shell itself after its idle time-out.
      }
    }
  }
}

/** A command that the host has accepted may have run, however far the connection was that failed then. */
function afterAccepting(error: unknown): unknown {
  return error instanceof UnreachableError && !error.commandMayHaveRun
    ? new UnreachableError({ ...error.details, phase: error.phase, commandMayHaveRun: true })
    : error;
}

function rounded(seconds: number): number {
  return Math.max(0.001, Number(seconds.toFixed(3)));
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("latin1");
}
