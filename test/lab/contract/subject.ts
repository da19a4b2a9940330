import { pause, systemClock } from "../../../provider/clock";
import type { CommandResult } from "../../../provider/hosts/host";
import type { LabConnection, LabHost } from "../lab-host";
import { Session } from "./session";

/** The host that a contract case is about. It has no name: no case can ask which kind of host it is. */
export class Subject {
  private session: Session | undefined;

  constructor(private readonly host: LabHost) {}

  /** Runs a command line over SSH, on one connection for all cases. */
  async run(commandLine: string): Promise<CommandResult> {
    this.session ??= await this.newSession();
    return this.session.run(commandLine);
  }

  /** A further connection. */
  newSession(): Promise<Session> {
    return Session.open(this.host.connection);
  }

  /** Runs a command line on the host itself. */
  byAnotherHand(commandLine: string): Promise<{ readonly exitCode: number; readonly output: string }> {
    return this.host.byAnotherHand(commandLine);
  }

  /** The whole registry as far as this package may look at it; sorted lines. */
  exportRegistry(): Promise<string> {
    return this.host.exportRegistry();
  }

  /** How to reach the host. */
  get connection(): LabConnection {
    return this.host.connection;
  }

  /** How often the host has booted since it was started for the first time. */
  get boots(): number {
    return this.host.boots;
  }

  /** Restarts the host without asking it. */
  async restart(): Promise<void> {
    await this.hangUp();
    await this.host.restart();
  }

  /** Asks the host for a restart, and resolves with the answer when it has gone away and answers again. */
  async restartBy(commandLine: string): Promise<CommandResult> {
    const session = await this.newSession();
    const ended = session.ended();
    await this.hangUp();
    const answer = await session.run(commandLine);
    await ended;
    await this.answering();
    return answer;
  }

  /** Ends the connection that `run` uses. */
  async hangUp(): Promise<void> {
    await this.session?.close();
    this.session = undefined;
  }

  private async answering(): Promise<void> {
    for (let answers = false; !answers; ) {
      answers = await this.newSession().then(
        (session) => session.close().then(() => true),
        () => false,
      );
      if (!answers) await pause(systemClock, 50);
    }
  }
}

/** How the cases get at their subject: it exists only once the suite runs. */
export type SubjectOf = () => Subject;
