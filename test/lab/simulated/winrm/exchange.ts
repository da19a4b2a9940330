import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { WinrmFaultEffect } from "./faults";
import { joinPieces, sealedType, sealPieces } from "./multipart";
import type { SoapReply } from "./reply";
import type { ServerSealing } from "./sealing";

const plainType = "application/soap+xml;charset=UTF-8";

/** One request's answer on its way out. */
export class Exchange {
  constructor(
    private readonly socket: Socket,
    private readonly response: ServerResponse,
    private readonly lastReplies: WeakMap<Socket, Buffer>,
  ) {}

  get isTls(): boolean {
    return "encrypted" in this.socket;
  }

  get isTls13(): boolean {
    return this.socket instanceof TLSSocket && this.socket.getProtocol() === "TLSv1.3";
  }

  cut(): void {
    this.socket.destroy();
  }

  /** Carries out an effect that leaves nothing to be done; false for any other. */
  instead(effect: WinrmFaultEffect | undefined): boolean {
    if (effect?.kind === "drop" && effect.when === "before") {
      this.cut();
      return true;
    }
    if (effect?.kind !== "status") return false;
    const { status, headers = {}, body = "" } = effect;
    this.send(status, headers, Buffer.from(body));
    return true;
  }

  async reply(
    reply: SoapReply,
    sealing: ServerSealing | undefined,
    effect?: WinrmFaultEffect,
  ): Promise<void> {
    const soap = effect?.kind === "soap" ? effect.change(reply.soap) : reply.soap;
    const status = effect?.kind === "soap" && effect.status !== undefined ? effect.status : reply.status;
    if (sealing === undefined || effect?.kind === "plain") {
      return this.send(status, { "Content-Type": plainType }, Buffer.from(soap), effect);
    }
    const pieces = sealPieces(sealing, Buffer.from(soap));
    if (effect?.kind === "pieces") effect.change(pieces);
    let body = joinPieces(pieces);
    if (effect?.kind === "replay") body = this.lastReplies.get(this.socket) ?? body;
    this.lastReplies.set(this.socket, body);
    this.send(status, { "Content-Type": sealedType }, body, effect);
  }

  send(
    status: number,
    headers: Readonly<Record<string, string | string[]>>,
    body: Buffer,
    effect?: WinrmFaultEffect,
  ): void {
    const { response, socket } = this;
    if (effect?.kind === "silence") return;
    if (effect?.kind === "drop" && effect.when === "after") {
      this.cut();
      return;
    }
    response.statusCode = status;
    response.setHeader("Server", "Microsoft-HTTPAPI/2.0");
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (effect?.kind === "chunks") {
      this.sendChunks(body, effect.bytes);
      return;
    }
    response.setHeader("Content-Length", body.length);
    if (effect?.kind === "close") response.setHeader("Connection", "close");
    if (effect?.kind !== "drop") {
      response.end(body);
      return;
    }
    response.write(body.subarray(0, body.length >> 1), () => socket.destroy());
  }

  private sendChunks(body: Buffer, bytes: number): void {
    const { response } = this;
    response.flushHeaders();
    let at = 0;
    const more = () => {
      if (at >= body.length) {
        response.end();
        return;
      }
      response.write(body.subarray(at, at + bytes));
      at += bytes;
      setImmediate(more);
    };
    more();
  }
}
