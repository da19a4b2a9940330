import { type Clock, pause } from "../../clock";
import { type NatTraversalError, UnreachableError } from "../../errors";
import type { CommandResult } from "../host";
import { unreachable, type WinrmPhase, type WinrmProgress } from "./failure";
import { faultError, remedyFor, type WinrmFault } from "./faults";
import { commandRequest, readCommandReply } from "./messages/command";
import { createShellRequest, readCreateShellReply } from "./messages/create-shell";
import { deleteShellRequest } from "./messages/delete-shell";
import { newMessageId, type Reply, type RequestHeader, readReply } from "./messages/envelope";
import { readReceiveReply, receiveRequest } from "./messages/receive";
import { signalRequest } from "./messages/signal";
import type { WinrmSession } from "./session";

/** What an operation needs of the host that it is for. */
export interface OperationLink {
  readonly clock: Clock;
  /** A connection that is open: the last one, or a new one if that is gone. */
  connect(): Promise<WinrmSession>;
  /** The same while the shell is being closed, in little time. */
  connectToClose(): Promise<WinrmSession>;
  /** The account as the user wrote it; none with a certificate. */
  readonly user: string | undefined;
  /** The host's WinRM address on this connection. */
  url(session: WinrmSession): string;
}

/** What is asked of the host: one line, and how long it may take. */
export interface OperationOrder {
  readonly commandLine: string;
  readonly timeoutSeconds: number;
}

// Windows answers a poll of at most a minute (MaxTimeoutms); a shorter one notices a lost link sooner.
const longestPollSeconds = 20;
/** How long an answer may be on its way after the time that the host was given. */
const answerSeconds = 10;
/** The last poll ends this much before the limit, so that the command can still be ended over the same connection. */
const marginSeconds = 0.5;
/** For each request that closes a shell. */
const closingSeconds = 3;
const shortestWaitMilliseconds = 2_000;
const mostWaits = 3;
// An answer is a few kilobytes; a program that repeats a prompt for ever writes megabytes a second.
const largestOutput = 16 * 1024 * 1024;

/** What the host's answer holds: what was asked for, or why not. */
type Answered<T> = { readonly fault: WinrmFault } | { readonly fault?: never; readonly value: T };

interface FaultAnswer {
  readonly fault: WinrmFault;
  readonly progress: WinrmProgress;
}

/**
 * One command line in a shell of its own: Create, Command, Receive until it ends, Delete. Command and Receive are never sent
 * twice; the shell is closed whatever happens, over another connection if this one is lost.
 */
export class ShellOperation {
  /** Settles when the shell of a failed operation is closed, or cannot be; never rejects. */
  closing: Promise<void> = Promise.resolve();
  private readonly deadlineAt: number;
  private readonly sessionId = newMessageId();
  private session: WinrmSession | undefined;
  private shellId: string | undefined;
  private commandId: string | undefined;

  constructor(
    private readonly link: OperationLink,
    private readonly order: OperationOrder,
  ) {
    this.deadlineAt = link.clock.now() + order.timeoutSeconds * 1000;
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
      this.closing = this.close();
      throw error;
    }
  }

  /** Opens a shell and starts the command, with the remedies for faults that leave no doubt that it has not begun. */
  private async begin(): Promise<void> {
    let waits = 0;
    let renewed = false;
    for (;;) {
      const answer = await this.tryToBegin();
      if (answer === undefined) return;
      const remedy = remedyFor(answer.fault);
      const mayWait =
        remedy === "wait" && waits < mostWaits && this.secondsLeft() * 1000 > shortestWaitMilliseconds;
      if (!mayWait && (remedy !== "new shell" || renewed)) throw this.failedBy(answer);
      await this.close();
      if (mayWait) {
        waits += 1;
        await pause(this.link.clock, shortestWaitMilliseconds);
      } else renewed = true;
    }
  }

  private async tryToBegin(): Promise<FaultAnswer | undefined> {
    const created = await this.createShell();
    if (created.fault !== undefined) return this.answerWith(created.fault);
    const shellId = created.value;
    this.shellId = shellId;
    const started = await this.ask(
      "starting the command",
      (header) => commandRequest(header, shellId, this.order.commandLine),
      readCommandReply,
    );
    if (started.fault !== undefined) return this.answerWith(started.fault);
    this.commandId = started.value;
    return undefined;
  }

  /** A connection that has been idle may turn out to be gone; a shell that this leaves behind dies by its idle time-out. */
  private async createShell(): Promise<Answered<string>> {
    const session = await this.connected();
    const wasIdle = session.hasCarried;
    try {
      return await this.ask("opening a shell", createShellRequest, readCreateShellReply);
    } catch (error) {
      const lost = error instanceof UnreachableError && !session.isOpen;
      if (!wasIdle || !lost || this.secondsLeft() <= 0) throw error;
      return this.ask("opening a shell", createShellRequest, readCreateShellReply);
    }
  }

  private async receive(): Promise<CommandResult> {
    const { shellId, commandId } = this;
    if (shellId === undefined || commandId === undefined) throw new Error("no command was started");
    const output: Buffer[] = [];
    const errorOutput: Buffer[] = [];
    let size = 0;
    for (;;) {
      const left = this.secondsLeft();
      if (left <= marginSeconds) throw this.late();
      const poll = rounded(Math.min(longestPollSeconds, Math.max(left - marginSeconds, left / 2)));
      const reply = await this.ask(
        "waiting for output",
        (header) => receiveRequest({ ...header, operationTimeoutSeconds: poll }, shellId, commandId),
        (answer) => readReceiveReply(answer, commandId),
        Math.min(left, poll + answerSeconds),
      );
      if (reply.fault !== undefined) {
        if (remedyFor(reply.fault) !== "receive again") throw this.failedBy(this.answerWith(reply.fault));
        continue;
      }
      const received = reply.value;
      output.push(received.output);
      errorOutput.push(received.errorOutput);
      size += received.output.length + received.errorOutput.length;
      if (size > largestOutput) throw this.tooMuch();
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
        const before = this.session;
        const session = await this.link.connectToClose();
        this.session = session;
        // Over a new connection the Delete alone does it, one request sooner.
        if (commandId !== undefined && session === before) {
          await this.send(session, (header) => signalRequest(header, shellId, commandId));
        }
        await this.send(session, (header) => deleteShellRequest(header, shellId));
        return;
      } catch {
        // A host that cannot be reached any more ends the shell itself after its idle time-out.
      }
    }
  }

  private async connected(): Promise<WinrmSession> {
    const session = await this.link.connect();
    this.session = session;
    return session;
  }

  private async ask<T>(
    phase: WinrmPhase,
    request: (header: RequestHeader) => string,
    read: (reply: Reply) => T,
    timeoutSeconds = this.secondsLeft(),
  ): Promise<Answered<T>> {
    return this.exchange(await this.connected(), phase, request, read, timeoutSeconds);
  }

  private async send(session: WinrmSession, request: (header: RequestHeader) => string): Promise<void> {
    await this.exchange(session, "waiting for output", request, () => undefined, closingSeconds);
  }

  private exchange<T>(
    session: WinrmSession,
    phase: WinrmPhase,
    request: (header: RequestHeader) => string,
    read: (reply: Reply) => T,
    timeoutSeconds: number,
  ): Promise<Answered<T>> {
    const messageId = newMessageId();
    const header: RequestHeader = {
      to: this.link.url(session),
      messageId,
      sessionId: this.sessionId,
      operationTimeoutSeconds: longestPollSeconds,
    };
    return session.exchange(request(header), phase, timeoutSeconds, ({ text: answer }) => {
      const reply = readReply(answer, messageId);
      return reply.fault === undefined ? { value: read(reply) } : { fault: reply.fault };
    });
  }

  private answerWith(fault: WinrmFault): FaultAnswer {
    return { fault, progress: this.progress() };
  }

  private failedBy({ fault, progress }: FaultAnswer): NatTraversalError {
    return faultError(fault, progress, this.link.user);
  }

  private progress(): WinrmProgress {
    if (this.session === undefined) throw new Error("no connection");
    return this.session.progress;
  }

  private secondsLeft(): number {
    return Math.max(0, this.deadlineAt - this.link.clock.now()) / 1000;
  }

  private late(): UnreachableError {
    return unreachable(this.progress(), `the command did not end within ${this.order.timeoutSeconds} s`);
  }

  private tooMuch(): UnreachableError {
    return unreachable(this.progress(), `the command wrote more than ${largestOutput} bytes`);
  }
}

function rounded(seconds: number): number {
  return Math.max(0.001, Number(seconds.toFixed(3)));
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("latin1");
}
