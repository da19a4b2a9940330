import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { SimulatedWindows } from "../simulated/simulated-windows";
import { ComputerSessions } from "./computer-sessions";
import type { OpenRequest, ReportedFailure } from "./messages";
import type { Answer } from "./world";

/** What a computer is, and who may come in. */
export interface ComputerOptions {
  readonly windows: SimulatedWindows;
  readonly user?: string;
  readonly password?: string;
  /** Whether the account that runs the stand-in is an administrator there; true by default. */
  readonly knowsOwnLogon?: boolean;
  /** Whether its sessions run in Constrained Language Mode. */
  readonly restricted?: boolean;
  /** What every attempt to open a session comes to. */
  readonly refusal?: Omit<ReportedFailure, "kind">;
}

/** The IdleTimeout of a WinRM service that nobody has configured. */
const twoHoursInMilliseconds = 7_200_000;

/**
 * A computer that PowerShell remoting reaches: its WinRM port is real as far as taking connections goes; what is said over it is the
 * world's. While the machine is down the port refuses, or, if its connections are silent, takes them and says nothing.
 */
export class Computer {
  /** How many connections its port took. */
  connections = 0;
  readonly sessions: ComputerSessions;
  private readonly losses = new Set<() => void>();
  private server: Server;
  /** Why it does not listen any more, if so: its port may have been taken while it was down. */
  private fault: unknown;
  private reservedPort = 0;

  private constructor(readonly options: ComputerOptions) {
    this.sessions = new ComputerSessions(options.windows.clock);
    this.server = this.newServer();
    options.windows.power.listen({
      wentDown: () => this.goDown(),
      booted: () =>
        void this.listen().catch((error: unknown) => {
          this.fault = error;
        }),
    });
  }

  static async start(options: ComputerOptions): Promise<Computer> {
    const computer = new Computer(options);
    await computer.listen();
    return computer;
  }

  get port(): number {
    return this.reservedPort;
  }

  /** Opens a session for a process. */
  async openSession(request: OpenRequest, process: Socket): Promise<Answer> {
    const { windows, refusal, restricted = false } = this.options;
    if (windows.power.state === "down") return this.answerOfDarkness();
    if (refusal !== undefined) return { kind: "failed", ...refusal };
    const verdict = this.judge(request.credential);
    if (verdict !== undefined) return verdict;
    const session = this.sessions.add({
      timesDown: windows.power.timesDown,
      process,
      idleMilliseconds: request.idleMilliseconds ?? twoHoursInMilliseconds,
    });
    return { kind: "opened", session, restricted };
  }

  async run(session: number, line: string): Promise<Answer> {
    const { windows } = this.options;
    const state = this.sessions.get(session);
    if (state === undefined || state.timesDown !== windows.power.timesDown) return closed;
    if (windows.power.state === "down") return this.answerOfDarkness();
    let lose = (): void => undefined;
    const lost = new Promise<Answer>((resolve) => {
      lose = () => resolve(broken);
      this.losses.add(lose);
    });
    const work = windows.deliver(line).then((delivery): Answer => {
      if (delivery.kind === "answered") return { kind: "ran", ...delivery.result };
      this.sessions.close(session);
      return broken;
    });
    return Promise.race([work, lost]).finally(() => this.losses.delete(lose));
  }

  async stop(): Promise<void> {
    this.options.windows.power.stop();
    this.sessions.stop();
    if (this.fault !== undefined) throw this.fault;
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private judge(credential: OpenRequest["credential"]): Answer | undefined {
    const { windows, user, password, knowsOwnLogon = true } = this.options;
    if (credential === undefined && !knowsOwnLogon) return denied;
    if (credential !== undefined && (credential.user !== user || credential.password !== password)) {
      return {
        kind: "failed",
        errorId: "LogonFailure,PSSessionOpenFailed",
        message: "Le mot de passe est incorrect.",
      };
    }
    return windows.elevated ? undefined : denied;
  }

  private answerOfDarkness(): Promise<Answer> {
    if (this.options.windows.power.behaviour.connections === "silent") return new Promise(() => undefined);
    return Promise.resolve({
      kind: "failed",
      errorId: "CannotConnect,PSSessionOpenFailed",
      message: "Le client ne peut pas se connecter.",
    });
  }

  private goDown(): void {
    this.sessions.lose();
    if (this.options.windows.power.behaviour.connections === "silent") return;
    for (const lose of this.losses) lose();
    this.losses.clear();
    this.server.close();
  }

  private async listen(): Promise<void> {
    if (this.server.listening) return;
    this.server = this.newServer();
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.reservedPort, "127.0.0.1", resolve);
    });
    this.reservedPort = (this.server.address() as AddressInfo).port;
  }

  private newServer(): Server {
    return createServer((socket) => {
      this.connections++;
      socket.on("error", () => undefined);
      socket.resume();
    });
  }
}

/** What a real one says of a session that ended while nothing ran. */
const closed: Answer = {
  kind: "failed",
  errorId: "InvokeCommandCommandInvalidSessionState,Microsoft.PowerShell.Commands.InvokeCommandCommand",
  message: "La session n'est pas ouverte.",
};

const broken: Answer = {
  kind: "failed",
  errorId: "WinRMOperationAborted,PSSessionStateBroken",
  message: "L'opération d'E/S a été abandonnée.",
};

const denied: Answer = {
  kind: "failed",
  errorId: "AccessDenied,PSSessionOpenFailed",
  message: "Accès refusé.",
};
