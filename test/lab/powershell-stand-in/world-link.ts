import { connect, type Socket } from "node:net";
import { type FromWorld, onMessages, type Question, type ToWorld } from "./messages";

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

  /** Resolves once it is on its way: it arrives even if this process is killed then. */
  tell(message: Exclude<ToWorld, { readonly id: number }>): Promise<void> {
    return this.send(message);
  }

  ask(question: Question): Promise<FromWorld> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      void this.send({ ...question, id });
    });
  }

  /** Sends what is still to be sent, and hangs up. */
  end(): Promise<void> {
    this.socket.removeAllListeners("close");
    return new Promise((resolve) => this.socket.end(() => resolve()));
  }

  private send(message: ToWorld): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(`${JSON.stringify(message)}\n`, () => resolve());
    });
  }
}
