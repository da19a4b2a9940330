import { randomUUID } from "node:crypto";
import type { Delivery } from "../faults";
import type { ProgramResult } from "../machine";
import {
  commandReply,
  createReply,
  deleteReply,
  faultReply,
  receiveReply,
  type SoapReply,
  signalReply,
} from "./reply";
import type { WinrmRequest } from "./request";

/** Whoever runs the command lines: a simulated machine, or another host of the lab. */
export interface CommandRunner {
  deliver(commandLine: string): Promise<Delivery>;
  /** Whether the account's token is a full administrator's. */
  readonly elevated: boolean;
  readonly user: string;
}

/** An answer, or the connection is lost instead. */
export type ShellAnswer = SoapReply | "cut";

interface RunningCommand {
  readonly id: string;
  /** Settles when the command has ended, however. */
  readonly ended: Promise<Delivery>;
  /** Whether a link that is lost between output and exit code has already shown the output. */
  outputShown: boolean;
  terminate(): void;
}

interface Shell {
  readonly id: string;
  command: RunningCommand | undefined;
}

const unknownShell =
  "The request for the Windows Remote Shell with ShellId %1 failed because the shell was not found on the server.";
const timedOut =
  "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.";

/** The remote shells of one machine: at most 30 at a time, one command in each. */
export class Shells {
  opened = 0;
  closed = 0;
  /** How many may be open at a time: MaxShellsPerUser. */
  quota = 30;
  private readonly shells = new Map<string, Shell>();

  constructor(private readonly runner: CommandRunner) {}

  /** The shells that are open now. */
  get open(): number {
    return this.shells.size;
  }

  /** Forgets every shell, as a service that stops does. */
  forget(): void {
    this.shells.clear();
  }

  async answer(request: WinrmRequest): Promise<ShellAnswer> {
    if (!this.runner.elevated) {
      return faultReply(request.messageId, { code: 5, subcode: "AccessDenied", text: "Access is denied. " });
    }
    if (request.action === "create") return this.create(request);
    const shell = this.shells.get(request.shellId ?? "");
    if (shell === undefined) return unknown(request, request.shellId);
    if (request.action === "command") return await this.start(shell, request);
    if (request.action === "delete") return this.delete(shell, request);
    const { command } = shell;
    if (command === undefined || command.id !== request.commandId) return unknown(request, request.commandId);
    if (request.action === "receive") return await receive(command, request);
    command.terminate();
    shell.command = undefined;
    return signalReply(request);
  }

  private create(request: WinrmRequest): SoapReply {
    if (this.shells.size >= this.quota) {
      const text = `The maximum number of concurrent shells for this user has been exceeded: ${this.quota}.`;
      return faultReply(request.messageId, { code: 2150859173, subcode: "QuotaLimit", text });
    }
    const id = randomUUID().toUpperCase();
    this.shells.set(id, { id, command: undefined });
    this.opened++;
    return createReply(request, id, this.runner.user);
  }

  private async start(shell: Shell, request: WinrmRequest): Promise<ShellAnswer> {
    const { commandLine = "", messageId } = request;
    if (commandLine.length > 8191) {
      return faultReply(messageId, { code: 2147942606, text: "The filename or extension is too long. " });
    }
    if (shell.command !== undefined) {
      return faultReply(messageId, {
        code: 87,
        subcode: "InvalidParameter",
        text: "A command runs already. ",
      });
    }
    const delivery = this.runner.deliver(commandLine);
    // One turn of the event loop is enough to learn that a command was lost on its way.
    const atOnce = await Promise.race([delivery, nextTurn()]);
    if (atOnce?.kind === "cut" && atOnce.when === "before") return "cut";
    let terminate = () => {};
    const terminated = new Promise<Delivery>((resolve) => {
      terminate = () =>
        resolve({ kind: "answered", result: { exitCode: 0xc000013a, output: "", errorOutput: "" } });
    });
    const id = randomUUID().toUpperCase();
    shell.command = { id, ended: Promise.race([delivery, terminated]), outputShown: false, terminate };
    return commandReply(request, id);
  }

  private delete(shell: Shell, request: WinrmRequest): SoapReply {
    shell.command?.terminate();
    this.shells.delete(shell.id);
    this.closed++;
    return deleteReply(request);
  }
}

async function receive(command: RunningCommand, request: WinrmRequest): Promise<ShellAnswer> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), request.operationTimeoutSeconds * 1000);
    cancel = () => clearTimeout(timer);
  });
  const delivery = await Promise.race([command.ended, late]);
  cancel();
  if (delivery === undefined) {
    return faultReply(request.messageId, { code: 2150858793, subcode: "TimedOut", text: timedOut });
  }
  if (delivery.kind === "answered") return outputReply(request, command.id, delivery.result, true);
  if (delivery.when !== "after" || delivery.result === undefined || command.outputShown) return "cut";
  command.outputShown = true;
  return outputReply(request, command.id, delivery.result, false);
}

function outputReply(request: WinrmRequest, id: string, result: ProgramResult, done: boolean): SoapReply {
  const streams = [
    { name: "stdout" as const, data: Buffer.from(result.output, "latin1") },
    { name: "stderr" as const, data: Buffer.from(result.errorOutput, "latin1") },
  ].filter(({ data }) => data.length > 0);
  const ends = [
    { name: "stdout" as const, data: Buffer.alloc(0), end: true },
    { name: "stderr" as const, data: Buffer.alloc(0), end: true },
  ];
  return receiveReply(request, id, {
    streams: done ? [...streams, ...ends] : streams,
    states: done ? [{ state: "Done", exitCode: result.exitCode >>> 0 }] : [{ state: "Running" }],
  });
}

function unknown(request: WinrmRequest, id = ""): SoapReply {
  const text = unknownShell.replace("%1", () => id);
  return faultReply(request.messageId, { code: 2150858843, subcode: "InvalidSelectors", text });
}

function nextTurn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}
