import type { IncomingHttpHeaders } from "node:http";
import { type BindingHardening, NtlmAcceptor } from "./ntlm-acceptor";
import type { ServerSealing } from "./sealing";

/** Who may log in to a WinRM service and how. */
export interface WinrmAccounts {
  readonly computerName: string;
  readonly user: string;
  readonly password: string;
  /** The account's domain; a local account by default. */
  readonly domain?: string;
  /** Over TLS only. */
  basic: boolean;
  negotiate: boolean;
  hardening: BindingHardening;
  /** SHA-256 of the DER form of each client certificate that is mapped to the account, lower-case hex. */
  readonly clientCertificates: string[];
  /** Flags that the challenge lacks, as after a downgrade. */
  withheldFlags: number;
}

/** What the TLS of a connection brings to a login. */
export interface TlsFacts {
  readonly channelBinding: Buffer;
  /** SHA-256 of the client's certificate. */
  clientCertificate(): string | undefined;
}

/** What became of the login of one request. */
export type LoginStep =
  | { readonly kind: "in"; readonly leg?: "authenticate" }
  | { readonly kind: "challenge"; readonly token: Buffer }
  | { readonly kind: "ask" }
  | { readonly kind: "refused"; readonly reason: string };

/** The word of a client that logs in with its certificate */
export const mutual = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";

/** The state of authentication of one connection. */
export class ConnectionLogin {
  /** Set after NTLM. */
  sealing: ServerSealing | undefined;
  private acceptor: NtlmAcceptor | undefined;
  private loggedIn = false;

  constructor(
    private readonly accounts: WinrmAccounts,
    private readonly tls: TlsFacts | undefined,
    private readonly onLogin: () => void,
  ) {}

  /** What the server offers in WWW-Authenticate. */
  get offers(): string[] {
    const { negotiate, basic } = this.accounts;
    return [
      ...(negotiate ? ["Negotiate"] : []),
      ...(basic && this.tls !== undefined ? ['Basic realm="WSMAN"'] : []),
    ];
  }

  step(headers: IncomingHttpHeaders): LoginStep {
    const given = headers.authorization;
    if (given === undefined) return this.sealing === undefined ? { kind: "ask" } : { kind: "in" };
    try {
      if (given.startsWith("Negotiate ")) return this.negotiate(Buffer.from(given.slice(10), "base64"));
      if (given.startsWith("Basic ")) this.checkBasic(Buffer.from(given.slice(6), "base64").toString("utf8"));
      else if (given === mutual) this.checkCertificate();
      else throw new Error("an unknown scheme");
    } catch (fault) {
      this.sealing = undefined;
      return { kind: "refused", reason: fault instanceof Error ? fault.message : String(fault) };
    }
    if (!this.loggedIn) this.onLogin();
    this.loggedIn = true;
    return { kind: "in" };
  }

  private negotiate(token: Buffer): LoginStep {
    if (!this.accounts.negotiate) throw new Error("Negotiate is off");
    if (token[8] === 1) {
      this.sealing = undefined;
      this.acceptor = new NtlmAcceptor({
        ...this.accounts,
        ...(this.tls === undefined ? {} : { channelBinding: this.tls.channelBinding }),
      });
      return { kind: "challenge", token: this.acceptor.challenge(token) };
    }
    const { acceptor } = this;
    this.acceptor = undefined;
    if (acceptor === undefined) throw new Error("AUTHENTICATE without a challenge on this connection");
    this.sealing = acceptor.accept(token);
    this.onLogin();
    return { kind: "in", leg: "authenticate" };
  }

  private checkBasic(credential: string): void {
    const { user, password, basic } = this.accounts;
    if (!basic || this.tls === undefined) throw new Error("Basic is off");
    if (credential !== `${user}:${password}`) throw new Error("wrong password");
  }

  private checkCertificate(): void {
    const certificate = this.tls?.clientCertificate();
    if (certificate === undefined) throw new Error("no client certificate");
    if (!this.accounts.clientCertificates.includes(certificate))
      throw new Error("an unknown client certificate");
  }
}
