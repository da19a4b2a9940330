import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";

/** A VPN server, as far as the first answer of IKEv1 goes: a header of main mode with an association that was chosen. */
export class IkeResponder {
  /** Whether it says anything. */
  answers = true;
  /** Everything that came. */
  readonly messages: Buffer[] = [];
  /** What it makes of its answer. */
  change: (answer: Buffer) => Buffer = (answer) => answer;

  private constructor(private readonly socket: Socket) {
    socket.on("message", (message, { port, address }) => {
      this.messages.push(message);
      if (this.answers) socket.send(this.change(answerTo(message)), port, address);
    });
  }

  static async start(): Promise<IkeResponder> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => void socket.bind(0, "127.0.0.1", resolve));
    return new IkeResponder(socket);
  }

  get port(): number {
    return (this.socket.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => void this.socket.close(resolve));
  }
}

/** The same association with the first transform alone, under a cookie of its own. */
function answerTo(message: Buffer): Buffer {
  const proposal = message.subarray(40, 48);
  const transform = Buffer.from(message.subarray(48, 48 + message.readUInt16BE(50)));
  transform[0] = 0;
  const answer = Buffer.concat([message.subarray(0, 40), proposal, transform]);
  answer.fill(7, 8, 16);
  answer[28] = 0;
  answer.writeUInt32BE(answer.length, 24);
  answer.writeUInt16BE(answer.length - 28, 30);
  answer.writeUInt16BE(answer.length - 40, 42);
  answer[47] = 1;
  return answer;
}
