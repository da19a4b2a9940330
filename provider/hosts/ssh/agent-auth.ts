import type { AuthHandlerMiddleware, NextAuthHandler, ParsedKey, SigningRequestOptions } from "ssh2";
import type { AuthenticationError, CredentialUnavailableError, NatTraversalError } from "../../errors";
import { agentOfOneKey, SshAgent } from "./agent";
import { agentSilent, keyMissing, noAgent, noKeys, noSignature } from "./agent-failure";
import type { SshCredential } from "./credential";
import { fingerprintOf } from "./host-key";
import {
  checkKey,
  type FailLogin,
  type Login,
  methodNotAccepted,
  rejected,
  requiresMore,
  type SshAccount,
  tooManyFailures,
} from "./login";

/** sshd hangs up at the sixth rejection (MaxAuthTries in sshd_config(5)); others may be stricter. */
const mostOffers = 5;

/**
 * A login with the keys of an agent, in its order, one at a time, each once; with `agentKey` the one key alone. Where the agent
 * fails, before anything is offered or when it is to sign, the login ends with CredentialUnavailableError.
 */
export class AgentAuth implements Login {
  private readonly agent: SshAgent;
  private waiting: ParsedKey[] | undefined;
  private held = 0;
  private readonly offered: string[] = [];
  private methodsLeft: readonly string[] = [];
  private asksAgent = false;
  private hasSigned = false;
  private over = false;

  constructor(
    private readonly account: SshAccount,
    private readonly credential: Extract<SshCredential, { readonly method: "agent" }>,
    private readonly fail: FailLogin,
  ) {
    this.agent = new SshAgent(credential.path);
  }

  readonly answer: AuthHandlerMiddleware = (_methodsLeft, _partialSuccess, next) => {
    if (this.waiting !== undefined) this.goOn(this.waiting, next);
    else void this.begin(next);
  };

  rejected(methodsLeft: readonly string[]): void {
    this.methodsLeft = methodsLeft;
  }

  tooManyFailures(said: string, cause: unknown): AuthenticationError {
    return tooManyFailures(this.account, { said, offered: this.offers, hint: this.hint }, cause);
  }

  overdue(seconds: number): NatTraversalError | undefined {
    return this.asksAgent ? agentSilent(this.account, this.credential, seconds) : undefined;
  }

  end(): void {
    this.over = true;
    this.agent.end();
  }

  private async begin(next: NextAuthHandler): Promise<void> {
    let keys: readonly ParsedKey[];
    try {
      keys = await this.askAgent(() => this.agent.keys());
    } catch (error) {
      this.fail(noAgent(this.account, this.credential, error));
      return;
    }
    if (this.over) return;
    const chosen = this.choose(keys);
    if (chosen instanceof Error) this.fail(chosen);
    else this.goOn(chosen, next);
  }

  /** The keys of the agent that may be offered. */
  private choose(keys: readonly ParsedKey[]): ParsedKey[] | CredentialUnavailableError {
    const { onlyKey } = this.credential;
    const held = new Map(keys.map((key) => [fingerprintOf(key.getPublicSSH()), key]));
    this.held = held.size;
    if (held.size === 0) return noKeys(this.account, this.credential);
    if (onlyKey === undefined) return [...held.values()].slice(0, mostOffers);
    const only = held.get(onlyKey);
    return only === undefined ? keyMissing(this.account, this.credential, [...held.keys()]) : [only];
  }

  /** Offers the next key, or ends the login if the host's answer to the last one, or the lack of another, says so. */
  private goOn(waiting: ParsedKey[], next: NextAuthHandler): void {
    this.waiting = waiting;
    const last = this.offered.at(-1);
    const left = this.methodsLeft;
    if (last !== undefined && left.length > 0 && !left.includes("publickey")) {
      const error = this.hasSigned
        ? requiresMore(this.account, `the key ${last}`, left)
        : methodNotAccepted(this.account, "publickey", left);
      this.fail(error);
      return;
    }
    const key = waiting.shift();
    if (key === undefined) {
      this.fail(rejected(this.account, this.offers, this.hint));
      return;
    }
    const fingerprint = fingerprintOf(key.getPublicSSH());
    this.offered.push(fingerprint);
    this.hasSigned = false;
    const agent = agentOfOneKey(key, (data, options, done) => {
      void this.sign(key, data, options, done);
    });
    next({ type: "agent", username: this.account.user, agent });
  }

  private async sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions,
    done: (signature: Buffer) => void,
  ): Promise<void> {
    try {
      const signature = await this.askAgent(() => this.agent.sign(key, data, options));
      if (this.over) return;
      this.hasSigned = true;
      // The library throws here where it cannot read the signature.
      done(signature);
    } catch (error) {
      const fingerprint = fingerprintOf(key.getPublicSSH());
      this.fail(noSignature(this.account, this.credential, fingerprint, error));
    }
  }

  private async askAgent<T>(ask: () => Promise<T>): Promise<T> {
    this.asksAgent = true;
    try {
      return await ask();
    } finally {
      this.asksAgent = false;
    }
  }

  private get offers(): string {
    const { offered, held } = this;
    const listed = offered.join(", ");
    if (offered.length === 1 && held === 1) return `the key that the agent holds: ${listed}`;
    if (this.credential.onlyKey !== undefined) return `the key that agentKey names: ${listed}`;
    const rest = held > offered.length ? ` (${offered.length} of ${held})` : "";
    return `the keys that the agent holds: ${listed}${rest}`;
  }

  private get hint(): string {
    if (this.credential.onlyKey !== undefined) return checkKey;
    return `${checkKey} ${this.account.prefix}agentKey selects the key to offer (without it at most ${mostOffers} are offered).`;
  }
}
