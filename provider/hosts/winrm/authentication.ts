import type { NatTraversalError } from "../../errors";
import { channelBinding } from "./channel-binding";
import type { WinrmCredential } from "./credential";
import { nameOnWire } from "./dial";
import { framePlain, frameSealed, isSealed, unframePlain, unframeSealed } from "./framing";
import type { Attempt } from "./http-errors";
import type { HttpAnswer, HttpExchange } from "./http-exchange";
import { NtlmClient, splitAccount } from "./ntlm/client";
import type { NtlmSession } from "./ntlm/session";
import type { SecuredConnection } from "./tls";

/** A message of the host's, and the HTTP status it came with: 200, or 500 for a fault. */
export interface SoapReply {
  readonly status: number;
  readonly text: string;
}

/** Carries SOAP messages over one connection, protected in the way of its authentication. */
export interface SoapChannel {
  /** Does what has to be done before the first message; Windows sees 2, 1 or 0 requests of it. */
  open(): Promise<void>;
  /** Sends one message and gives the answer; one at a time. Rejects when the answer is no SOAP message. */
  exchange(soap: string): Promise<SoapReply>;
}

/** What a way of authenticating works with. */
export interface ChannelParts {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly http: HttpExchange;
  /** Absent where the connection has no TLS. */
  readonly secured: SecuredConnection | undefined;
  readonly credential: WinrmCredential;
  /** Does the work that first offers the credential on this connection, when it is its turn. */
  readonly offer: <T>(work: () => Promise<T>) => Promise<T>;
  /** The error for an answer that is not a SOAP message. */
  readonly errorFor: (answer: HttpAnswer, attempt: Attempt) => NatTraversalError;
}

/** The four ways, by name: sealed NTLM where there is no TLS, and NTLM, Basic or a client certificate where there is. */
export function soapChannel(parts: ChannelParts): SoapChannel {
  const { credential, secured } = parts;
  if (credential.method === "ntlm") {
    return secured === undefined ? new SealedNtlmChannel(parts) : new BoundNtlmChannel(parts, secured);
  }
  // Both would send their credential in the clear.
  if (secured === undefined) throw new Error(`${credential.method} needs TLS`);
  return new HeaderChannel(parts);
}

const empty = Buffer.alloc(0);

/** HTTP: two legs without a body, then every message sealed. */
class SealedNtlmChannel implements SoapChannel {
  private session: NtlmSession | undefined;

  constructor(private readonly parts: ChannelParts) {}

  async open(): Promise<void> {
    const client = ntlmClient(this.parts, undefined);
    const challenge = await askChallenge(this.parts, client);
    const { message, session } = client.authenticate(challenge);
    await this.parts.offer(async () => {
      const answer = await this.parts.http.post({ headers: negotiate(message), body: empty });
      if (answer.status !== 200) throw this.parts.errorFor(answer, attemptOf(this.parts, true));
    });
    this.session = session;
  }

  async exchange(soap: string): Promise<SoapReply> {
    const { session } = this;
    if (session === undefined) throw new Error("the channel is not open");
    const { contentType, body } = frameSealed(session, soap);
    const answer = await this.parts.http.post({ headers: { "Content-Type": contentType }, body });
    const type = answer.headers["content-type"] ?? "";
    // Nothing but a sealed answer is believed; one in the clear may only say that there is none.
    if (answer.status !== 200 && !isSealed(type))
      throw this.parts.errorFor(answer, attemptOf(this.parts, true));
    return { status: answer.status, text: unframeSealed(session, type, answer.body) };
  }
}

/** HTTPS: one leg without a body; the first message goes with the answer to the challenge, which is bound to the certificate. */
class BoundNtlmChannel implements SoapChannel {
  private authenticate: Buffer | undefined;

  constructor(
    private readonly parts: ChannelParts,
    private readonly secured: SecuredConnection,
  ) {}

  async open(): Promise<void> {
    const client = ntlmClient(this.parts, channelBinding(this.secured.certificate));
    const challenge = await askChallenge(this.parts, client);
    this.authenticate = client.authenticate(challenge).message;
  }

  async exchange(soap: string): Promise<SoapReply> {
    const { authenticate } = this;
    this.authenticate = undefined;
    if (authenticate === undefined) return exchangePlain(this.parts, {}, soap);
    return this.parts.offer(() => exchangePlain(this.parts, negotiate(authenticate), soap));
  }
}

/** HTTPS: the credential, or the word for a client certificate, in a header of every request. */
class HeaderChannel implements SoapChannel {
  private offered = false;

  constructor(private readonly parts: ChannelParts) {}

  async open(): Promise<void> {}

  async exchange(soap: string): Promise<SoapReply> {
    const send = () => exchangePlain(this.parts, { Authorization: this.authorization() }, soap);
    const reply = await (this.offered ? send() : this.parts.offer(send));
    this.offered = true;
    return reply;
  }

  private authorization(): string {
    const { credential } = this.parts;
    if (credential.method === "certificate") {
      return "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";
    }
    const { user, password } = credential;
    return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
  }
}

async function exchangePlain(
  parts: ChannelParts,
  headers: Readonly<Record<string, string>>,
  soap: string,
): Promise<SoapReply> {
  const { contentType, body } = framePlain(soap);
  const answer = await parts.http.post({ headers: { "Content-Type": contentType, ...headers }, body });
  const type = answer.headers["content-type"] ?? "";
  const isMessage = /^application\/soap\+xml\b/i.test(type) && answer.body.length > 0;
  if (answer.status === 401 || (answer.status !== 200 && !isMessage)) {
    throw parts.errorFor(answer, attemptOf(parts, true));
  }
  return { status: answer.status, text: unframePlain(type, answer.body) };
}

/** Sends the first NTLM message; gives the host's challenge. Windows accepts raw NTLM under the scheme Negotiate. */
async function askChallenge(parts: ChannelParts, client: NtlmClient): Promise<Buffer> {
  const answer = await parts.http.post({ headers: negotiate(client.negotiate()), body: empty });
  const token = /(?:^|,)\s*Negotiate\s+([A-Za-z0-9+/=]+)/i.exec(
    answer.headers["www-authenticate"] ?? "",
  )?.[1];
  if (answer.status === 401 && token !== undefined) return Buffer.from(token, "base64");
  throw parts.errorFor(answer, attemptOf(parts, false));
}

function ntlmClient({ host, credential }: ChannelParts, binding: Buffer | undefined): NtlmClient {
  if (credential.method !== "ntlm") throw new Error("not NTLM");
  const { password, user } = credential;
  return new NtlmClient({
    ...splitAccount(user),
    password,
    targetName: `HTTP/${nameOnWire(host)}`,
    channelBinding: binding,
  });
}

function negotiate(token: Buffer): Readonly<Record<string, string>> {
  return { Authorization: `Negotiate ${token.toString("base64")}` };
}

function attemptOf({ credential, secured }: ChannelParts, wasOffered: boolean): Attempt {
  return {
    hasTls: secured !== undefined,
    method: credential.method,
    user: credential.method === "certificate" ? undefined : credential.user,
    wasOffered,
  };
}
