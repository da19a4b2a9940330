import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SimulatedWindows } from "../simulated/simulated-windows";
import { Computer, type ComputerOptions } from "./computer";
import { writeExecutable } from "./executable";
import {
  type FromWorld,
  type Notice,
  type OpenRequest,
  onMessages,
  type Question,
  type ToWorld,
} from "./messages";
import type { LanguageMode } from "./stand-in";

/** One stand-in that was started. */
export interface SeenProcess {
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Every line it carried out as a command. */
  readonly transcript: string[];
}

/** What surrounds the stand-ins of a test: the machine they run on, and the computers that remoting reaches from there. */
export class PowerShellWorld {
  readonly processes: SeenProcess[] = [];
  /** Every session that was asked for, refused ones too. */
  readonly requests: OpenRequest[] = [];
  /** How many stand-ins are running. */
  running = 0;
  /** How many were running at most. */
  mostRunning = 0;
  private readonly computers: Computer[] = [];
  private readonly executables = new Map<LanguageMode, string>();
  private readonly folder = mkdtempSync(join(tmpdir(), "powershell-world-"));
  private readonly server: Server = createServer({ noDelay: true }, (socket) => this.serve(socket));
  private readonly sockets = new Set<Socket>();

  /** @param thisMachine where commands without a session run */
  private constructor(public thisMachine: SimulatedWindows | undefined) {}

  /** Starts a world; `thisMachine` is where commands without a session run. */
  static async start(thisMachine?: SimulatedWindows): Promise<PowerShellWorld> {
    const world = new PowerShellWorld(thisMachine);
    await new Promise<void>((resolve) => world.server.listen(0, "127.0.0.1", resolve));
    return world;
  }

  /** Puts another computer into the network, behind a port of its own on 127.0.0.1. */
  async addComputer(options: ComputerOptions): Promise<Computer> {
    const computer = await Computer.start(options);
    this.computers.push(computer);
    return computer;
  }

  /** The path of a program that is this world's PowerShell. */
  executable(languageMode: LanguageMode = "FullLanguage"): string {
    const written = this.executables.get(languageMode);
    // A shell that is reading the file would come to its end too soon if it were written again.
    if (written !== undefined) return written;
    const worldPort = (this.server.address() as AddressInfo).port;
    const path = writeExecutable(this.folder, `powershell-${languageMode}`, { worldPort, languageMode });
    this.executables.set(languageMode, path);
    return path;
  }

  /** Ends everything; stand-ins that still run end too. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const computer of this.computers) await computer.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    this.running++;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    socket.on("error", () => undefined);
    let process: SeenProcess | undefined;
    const take = (notice: Notice): void => {
      if (notice.kind === "started") {
        process = { arguments: notice.arguments, environment: notice.environment, transcript: [] };
        this.processes.push(process);
      } else if (notice.kind === "ending") {
        for (const computer of this.computers) computer.sessions.closeAllOf(socket);
      } else process?.transcript.push(notice.line);
    };
    socket.once("close", () => {
      this.sockets.delete(socket);
      this.running--;
      for (const computer of this.computers) computer.sessions.abandon(socket);
    });
    onMessages<ToWorld>(socket, (message) => {
      const reply = (answer: Answer): void => {
        if (!socket.destroyed) socket.write(`${JSON.stringify({ id: message.id, ...answer })}\n`);
      };
      if (isNotice(message)) {
        take(message);
        reply({ kind: "heard" });
      } else void this.answer(message, socket).then(reply);
    });
  }

  private answer(question: Question, process: Socket): Promise<Answer> {
    switch (question.kind) {
      case "runHere":
        return this.runHere(question.line);
      case "open":
        return this.open(question, process);
      case "run":
        return this.ofSession(question.session).run(question.session, question.line);
      case "close":
        this.ofSession(question.session).sessions.close(question.session);
        return Promise.resolve({ kind: "closed" });
    }
  }

  private async runHere(line: string): Promise<Answer> {
    if (this.thisMachine === undefined) throw new Error("this world has no machine of its own");
    const delivery = await this.thisMachine.deliver(line);
    // There is no link that could be lost: what is left is that PowerShell dies.
    if (delivery.kind === "cut") return { kind: "crash" };
    return { kind: "ran", ...delivery.result };
  }

  private async open(request: OpenRequest, process: Socket): Promise<Answer> {
    this.requests.push(request);
    const computer = this.computers.find(({ port }) => port === request.port);
    if (computer === undefined) {
      return {
        kind: "failed",
        errorId: "ComputerNotFound,PSSessionOpenFailed",
        message: "Le nom est introuvable.",
      };
    }
    return computer.openSession(request, process);
  }

  private ofSession(session: number): Computer {
    const computer = this.computers.find((one) => one.sessions.knows(session));
    if (computer === undefined) throw new Error(`no computer ever had the session ${session}`);
    return computer;
  }
}

function isNotice(message: Notice | Question): message is Notice {
  return message.kind === "started" || message.kind === "said" || message.kind === "ending";
}

/** An answer before its number. */
export type Answer = FromWorld extends infer A ? (A extends FromWorld ? Omit<A, "id"> : never) : never;
