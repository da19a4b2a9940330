import {
  Agent,
  type ClientRequestArgs,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connectionReset } from "../failure-texts";
import { hostInUrl } from "./dial";

/** What came back for one request. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is sent. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer larger than this is not believed: the host is told to put 150 KB into one (MaxEnvelopeSize), and sends a long output in several. */
const largestAnswer = 256 * 1024;

/** The host's answer is larger than any that it was asked for. */
export class OversizeAnswer extends Error {}

/**
 * Requests to /wsman, one after another, on the one socket given: NTLM authenticates a connection, not a request, so a second
 * connection must never be opened behind the caller's back. No redirects, no proxies, no compression.
 */
export class HttpExchange {
  private readonly agent: OneSocketAgent;
  private lastOne = false;

  constructor(
    private readonly socket: Socket,
    private readonly address: { readonly host: string; readonly port: number },
  ) {
    this.agent = new OneSocketAgent(socket);
    // Between requests nobody else listens; a closed socket is seen by `isUsable`.
    socket.on("error", () => {});
  }

  /** Whether another request can be sent, as far as is known. */
  get isUsable(): boolean {
    return !this.lastOne && !this.socket.destroyed && this.socket.writable && !this.socket.readableEnded;
  }

  /** Sends one request and reads its answer to the end. Rejects with what Node reports, or with OversizeAnswer. */
  post({ headers, body }: HttpRequest): Promise<HttpAnswer> {
    const { host, port } = this.address;
    if (!this.isUsable) return Promise.reject(connectionReset());
    return new Promise<HttpAnswer>((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.agent,
          method: "POST",
          path: "/wsman",
          setHost: false,
          headers: {
            Host: `${hostInUrl(host)}:${port}`,
            "Accept-Encoding": "identity",
            "Content-Length": String(body.length),
            Connection: "Keep-Alive",
            ...headers,
          },
        },
        (incoming) => this.read(incoming, resolve, reject),
      );
      outgoing.on("error", reject);
      // Whatever ends it in silence: where the host answers that it switches protocols, Node reports no error.
      outgoing.once("close", () => reject(connectionReset()));
      outgoing.end(body);
    });
  }

  private read(
    incoming: IncomingMessage,
    resolve: (answer: HttpAnswer) => void,
    reject: (error: unknown) => void,
  ): void {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= largestAnswer) return;
      reject(new OversizeAnswer(`more than ${largestAnswer} bytes`));
      this.socket.destroy();
    });
    incoming.on("error", reject);
    incoming.once("end", () => {
      if (!incoming.complete) return;
      if (/\bclose\b/i.test(incoming.headers.connection ?? "")) this.lastOne = true;
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        body: Buffer.concat(chunks),
      });
    });
  }
}

class OneSocketAgent extends Agent {
  constructor(private socket: Socket | undefined) {
    super({ keepAlive: true, maxSockets: 1 });
  }

  override createConnection(
    _options: ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Socket | undefined {
    const { socket } = this;
    this.socket = undefined;
    if (socket === undefined) done?.(connectionReset(), new Socket());
    return socket;
  }
}
