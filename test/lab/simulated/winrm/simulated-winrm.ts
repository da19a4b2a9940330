import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import type { Power } from "../power";
import { ConnectionLogin, mutual, type WinrmAccounts } from "./authentication";
import { type LabCertificate, newCertificate } from "./certificate";
import { Exchange } from "./exchange";
import { type WinrmFaultEffect, WinrmFaultScript } from "./faults";
import { clientCertificateOf, WinrmListener } from "./listener";
import { openSealed } from "./multipart";
import { channelBindingOf } from "./ntlm-acceptor";
import { faultReply, identifyReply } from "./reply";
import { readRequest, type WinrmRequest } from "./request";
import { type CommandRunner, Shells } from "./shells";

/** What a WinRM service can be told to be; what is left out is as on an untouched server with an HTTPS listener added. */
export interface SimulatedWinrmOptions {
  readonly user?: string;
  readonly password?: string;
  readonly domain?: string;
  /** False by default, as on Windows. */
  readonly basic?: boolean;
  readonly certificate?: LabCertificate;
  /** Certificates that are mapped to the account. */
  readonly clientCertificates?: readonly LabCertificate[];
  /** Further settings of the HTTPS listener. */
  readonly tls?: TlsOptions;
}

/** The machine behind a WinRM service. */
export interface WinrmMachine extends CommandRunner {
  readonly computerName: string;
  readonly power: Power;
}

/** A WinRM service with an HTTP and an HTTPS listener on 127.0.0.1; it goes away while the machine is down. */
export class SimulatedWinrm {
  /** How many TCP connections were accepted while the machine was up. */
  connections = 0;
  /** The HTTP requests that were answered, in order: "ask" without a credential, "refused", a leg, or "authenticate create". */
  readonly requests: string[] = [];
  /** How many logins succeeded: once a handshake, once a connection for the other ways. */
  logins = 0;
  /** Why each login was refused. */
  readonly refusals: string[] = [];
  /** Why each request was not understood. */
  readonly misunderstood: string[] = [];
  readonly faults = new WinrmFaultScript();
  readonly shells: Shells;
  readonly accounts: WinrmAccounts;
  readonly http: WinrmListener;
  readonly https: WinrmListener;
  private readonly logIns = new WeakMap<Socket, ConnectionLogin>();
  private readonly lastReplies = new WeakMap<Socket, Buffer>();

  constructor(
    private readonly machine: WinrmMachine,
    options: SimulatedWinrmOptions = {},
  ) {
    const { user = "Administrator", password = "correct horse", domain, basic = false } = options;
    this.accounts = {
      computerName: machine.computerName,
      user,
      password,
      ...(domain === undefined ? {} : { domain }),
      basic,
      negotiate: true,
      hardening: "relaxed",
      clientCertificates: (options.clientCertificates ?? []).map(({ sha256 }) => sha256),
      withheldFlags: 0,
    };
    this.shells = new Shells(machine);
    const certificate =
      options.certificate ?? newCertificate({ dnsNames: ["localhost"], addresses: ["127.0.0.1"] });
    const work = {
      presence: () => (machine.power.state === "down" ? machine.power.behaviour.connections : "up"),
      accepted: () => {
        this.connections++;
      },
      answer: (socket: Socket, request: IncomingMessage, body: Buffer, response: ServerResponse) =>
        this.answer(socket, request, body, response),
    };
    this.http = new WinrmListener(work);
    this.https = new WinrmListener(work, certificate, options.tls);
    machine.power.listen({ wentDown: () => this.goDown() });
  }

  get refusedLogins(): number {
    return this.refusals.length;
  }

  async start(): Promise<void> {
    await this.http.start();
    await this.https.start();
  }

  /** Cuts every open connection. */
  dropConnections(): void {
    for (const listener of [this.http, this.https]) listener.dropConnections();
  }

  async stop(): Promise<void> {
    await this.http.stop();
    await this.https.stop();
  }

  private goDown(): void {
    this.shells.forget();
    if (this.machine.power.behaviour.connections === "dropped") this.dropConnections();
    else for (const listener of [this.http, this.https]) listener.pauseConnections();
  }

  private async answer(
    socket: Socket,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const exchange = new Exchange(socket, response, this.lastReplies);
    if (request.url !== "/wsman" || request.method !== "POST") return exchange.send(404, {}, Buffer.alloc(0));
    if (request.headers.wsmanidentify === "unauthenticated") {
      this.requests.push("identify");
      return await exchange.reply(identifyReply(), undefined, this.faults.next("identify"));
    }
    // Windows asks for a client certificate after it has read the request, and clients in TLS 1.3 end the connection there.
    if (isMutual(request) && exchange.isTls13) return exchange.cut();
    const login = this.loginOf(socket);
    const before = isNegotiate(request, 1)
      ? "negotiate"
      : isNegotiate(request, 3)
        ? "authenticate"
        : undefined;
    const effect = before === undefined ? undefined : this.faults.next(before);
    if (exchange.instead(effect)) {
      this.requests.push(before ?? "");
      return;
    }
    const step = login.step(request.headers);
    switch (step.kind) {
      case "ask":
        this.requests.push("ask");
        return exchange.send(401, { "WWW-Authenticate": login.offers }, Buffer.alloc(0));
      case "refused":
        this.requests.push("refused");
        this.refusals.push(step.reason);
        return exchange.send(401, { "WWW-Authenticate": login.offers }, Buffer.alloc(0), effect);
      case "challenge": {
        this.requests.push("negotiate");
        const token = effect?.kind === "token" ? effect.change(step.token) : step.token;
        const header = { "WWW-Authenticate": `Negotiate ${token.toString("base64")}` };
        return exchange.send(401, header, Buffer.alloc(0), effect);
      }
      case "in":
        if (body.length === 0) {
          this.requests.push(step.leg ?? "empty");
          return exchange.send(200, {}, Buffer.alloc(0), effect);
        }
        return await this.perform(exchange, login, request, body, step.leg, effect);
    }
  }

  private async perform(
    exchange: Exchange,
    login: ConnectionLogin,
    request: IncomingMessage,
    body: Buffer,
    leg: string | undefined,
    loginEffect: WinrmFaultEffect | undefined,
  ): Promise<void> {
    const type = request.headers["content-type"] ?? "";
    const sealed = type.startsWith("multipart/encrypted");
    const prefix = leg === undefined ? "" : `${leg} `;
    let soap = body.toString("utf8");
    const { sealing } = login;
    if (sealed) {
      try {
        if (sealing === undefined) throw new Error("sealed without a session");
        soap = openSealed(sealing, type, body);
      } catch (fault) {
        this.requests.push(`${prefix}unreadable`);
        this.misunderstood.push(reasonOf(fault));
        login.sealing = undefined;
        return exchange.send(400, {}, Buffer.alloc(0));
      }
    } else if (!exchange.isTls) {
      // AllowUnencrypted is false.
      this.requests.push(`${prefix}unsealed`);
      this.misunderstood.push("not sealed");
      return exchange.send(500, {}, Buffer.alloc(0));
    }
    const seal = sealed ? sealing : undefined;
    let read: WinrmRequest;
    try {
      read = readRequest(soap);
    } catch (fault) {
      this.requests.push(`${prefix}invalid`);
      this.misunderstood.push(reasonOf(fault));
      const text = `The request is not valid: ${reasonOf(fault)}`;
      return await exchange.reply(
        faultReply(undefined, { code: 2150858817, subcode: "SchemaValidationError", text }),
        seal,
      );
    }
    this.requests.push(`${prefix}${read.action}`);
    const effect = this.faults.next(read.action) ?? loginEffect;
    if (exchange.instead(effect)) return;
    if (effect?.kind === "fault") return await exchange.reply(faultReply(read.messageId, effect.fault), seal);
    const answer = await this.shells.answer(read);
    if (answer === "cut") return exchange.cut();
    return await exchange.reply(answer, seal, effect);
  }

  private loginOf(socket: Socket): ConnectionLogin {
    const known = this.logIns.get(socket);
    if (known !== undefined) return known;
    const certificate = "encrypted" in socket ? this.https.certificate : undefined;
    const tls =
      certificate === undefined
        ? undefined
        : {
            channelBinding: channelBindingOf(certificate.der),
            clientCertificate: () => clientCertificateOf(socket),
          };
    const login = new ConnectionLogin(this.accounts, tls, () => {
      this.logins++;
    });
    this.logIns.set(socket, login);
    return login;
  }
}

function isNegotiate(request: IncomingMessage, type: number): boolean {
  const given = request.headers.authorization ?? "";
  return given.startsWith("Negotiate ") && Buffer.from(given.slice(10), "base64")[8] === type;
}

function isMutual(request: IncomingMessage): boolean {
  return request.headers.authorization === mutual;
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
