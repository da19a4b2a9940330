import { createHash } from "node:crypto";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Socket, type Server as TcpServer } from "node:net";
import { TLSSocket, type TlsOptions } from "node:tls";
import type { LabCertificate } from "./certificate";

/** What one listener does with what arrives. */
export interface ListenerWork {
  /** Whether the machine answers now, and if not, what becomes of an attempt. */
  presence(): "up" | "dropped" | "silent";
  accepted(): void;
  answer(socket: Socket, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;
}

/** One port of a WinRM service on 127.0.0.1: HTTP, or HTTPS if it has a certificate. */
export class WinrmListener {
  /** How many TLS sessions were resumed: those show no certificate, and so leave nothing to bind a log-in to. */
  resumedSessions = 0;
  private readonly tcp: TcpServer;
  private readonly sockets = new Set<Socket>();
  private ownCertificate: LabCertificate | undefined;
  private readonly web;

  constructor(
    private readonly work: ListenerWork,
    certificate?: LabCertificate,
    tls: TlsOptions = {},
  ) {
    this.ownCertificate = certificate;
    const serve = (request: IncomingMessage, response: ServerResponse) => this.serve(request, response);
    this.web =
      certificate === undefined
        ? createHttpServer({ noDelay: true }, serve)
        : createHttpsServer(
            {
              noDelay: true,
              key: certificate.key,
              cert: certificate.certificate,
              // Asked for at once: a server in Node cannot ask for it after it has read a request.
              requestCert: true,
              rejectUnauthorized: false,
              ...tls,
            },
            serve,
          );
    this.web.on("tlsClientError", () => {});
    this.web.on("secureConnection", (socket: TLSSocket) => {
      socket.on("error", () => {});
      if (socket.isSessionReused()) this.resumedSessions++;
    });
    this.web.keepAliveTimeout = 0;
    this.web.requestTimeout = 0;
    this.tcp = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  /** The certificate of an HTTPS listener. */
  get certificate(): LabCertificate | undefined {
    return this.ownCertificate;
  }

  /** Shows another certificate from the next connection on. */
  changeCertificate(certificate: LabCertificate): void {
    this.ownCertificate = certificate;
    if ("setSecureContext" in this.web) {
      this.web.setSecureContext({ key: certificate.key, cert: certificate.certificate });
    }
  }

  get port(): number {
    return (this.tcp.address() as AddressInfo).port;
  }

  /** Listens on a free port. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.tcp.once("error", reject);
      this.tcp.listen(0, "127.0.0.1", resolve);
    });
  }

  /** Cuts every open connection. */
  dropConnections(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Leaves every open connection standing, dumb. */
  pauseConnections(): void {
    for (const socket of this.sockets) socket.pause();
  }

  async stop(): Promise<void> {
    this.dropConnections();
    await new Promise<void>((resolve) => this.tcp.close(() => resolve()));
  }

  private accept(socket: Socket): void {
    socket.on("error", () => {});
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    const presence = this.work.presence();
    if (presence === "dropped") socket.resetAndDestroy();
    if (presence !== "up") return;
    this.work.accepted();
    this.web.emit("connection", socket);
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      this.work.answer(request.socket, request, Buffer.concat(chunks), response).catch((fault: unknown) => {
        console.error("the simulated WinRM service failed:", fault);
        request.socket.destroy();
      });
    });
  }
}

/** SHA-256 of the certificate that the peer showed, lower-case hex. */
export function clientCertificateOf(socket: Socket): string | undefined {
  const raw = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
  return raw === undefined ? undefined : createHash("sha256").update(raw).digest("hex");
}
