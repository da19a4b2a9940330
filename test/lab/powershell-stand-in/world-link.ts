import { connect, type Socket } from "node:net";
import { type FromWorld, type Notice, onMessages, type Question } from "./messages";

/** The stand-in's line to the test that it runs in. */
export class WorldLink {
  private readonly socket: Socket;
  private readonly waiting = new Map<number, (answer: FromWorld) => void>();
  private asked = 0;

  constructor(port: number) {
    this.socket = connect({ host: "127.0.0.1", port, noDelay: true });
    // Without the test there is nothing left to stand in for.
    this.socket.on("error", () => process.exit(1));
    this.socket.on("close", () => process.exit(1));
    onMessages<FromWorld>(this.socket, (answer) => {
      if (answer.kind === "crash") process.exit(1);
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
  }

  /** Resolves once the world knows of it: what is printed afterwards reaches the test later than this does. */
  async tell(notice: Notice): Promise<void> {
    await this.ask(notice);
  }

  ask(message: Notice | Question): Promise<FromWorld> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.socket.write(`${JSON.stringify({ ...message, id })}\n`);
    });
  }

  /** Sends what is still to be sent, and hangs up. */
  end(): Promise<void> {
    this.socket.removeAllListeners("close");
    return new Promise((resolve) => this.socket.end(() => resolve()));
  }
}
