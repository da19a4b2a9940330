import { AuthenticationError, NatTraversalError } from "../errors";
import { type AccountTurns, excused, over, refused, shown, taken, turnOf, unseen } from "./account-turns";
import type { CredentialNames } from "./credential-names";
import type { RejectedCredentials } from "./transport";

/** How often a credential may be offered again that a host took and then rejected, until that host takes it again. */
const mostFurtherOffers = 3;

/** A host's rejection of a credential that it took earlier in this process. */
export interface LaterRejection {
  /** How often the host has rejected it since it took it. */
  readonly times: number;
  /** Lets it be offered once more, to this host alone. */
  allowAgain(): void;
}

const laterRejections = new WeakMap<Error, LaterRejection>();

/** What an error says of a credential that may be offered again; undefined for every other error, and where its further offers are spent. */
export function laterRejectionOf(error: unknown): LaterRejection | undefined {
  return error instanceof Error ? laterRejections.get(error) : undefined;
}

/** One account: who may see it, and what wakes those that wait. */
interface Account {
  turns: AccountTurns;
  /** Settles when something about it changes. */
  changed: Promise<void>;
  wake: () => void;
  /** The last refusal, for the hosts that do not see it because of that. */
  refusal?: NatTraversalError;
}

/** Logs on to a host anew, for the answer alone; rejects as that logon does. */
export type AskHost = () => Promise<unknown>;

/**
 * Keeps accounts from being locked: a wrong password is offered once in a process. An account is offered to one host at a time, and after a refusal to
 * none until one that took it before takes it again. Only to a host that took it may it be offered again, if asked for.
 */
export class CredentialGate {
  private static readonly gates = new WeakMap<RejectedCredentials, CredentialGate>();
  private readonly accounts = new Map<string, Account>();
  /** By the name at the host, for credentials that it took: how often it has rejected them since. */
  private readonly timesRejected = new Map<string, number>();
  private readonly restarting = new Set<string>();
  private readonly askable = new Map<string, AskHost>();

  private constructor(private readonly rejected: RejectedCredentials) {}

  /** The gate of everything that shares these rejections. */
  static of(rejected: RejectedCredentials): CredentialGate {
    const gate = CredentialGate.gates.get(rejected) ?? new CredentialGate(rejected);
    CredentialGate.gates.set(rejected, gate);
    return gate;
  }

  /** Throws what a host answered to this credential earlier in this process. */
  throwIfRejected({ account, atHost }: CredentialNames): void {
    const ofAccount = this.rejected.get(account);
    const rejection = ofAccount ?? this.rejected.get(atHost);
    if (rejection === undefined) return;
    const again = earlier(rejection);
    if (ofAccount === undefined || account === atHost) this.noteLater(again, account, atHost);
    throw again;
  }

  /** Whether a host may be booting from now on: it then refuses logons that say nothing about the account. */
  noteRestarting({ atHost }: CredentialNames, isRestarting: boolean): void {
    if (isRestarting) this.restarting.add(atHost);
    else this.restarting.delete(atHost);
  }

  /** A host that took the credential can be asked whether it still does. */
  noteAskable({ atHost }: CredentialNames, ask: AskHost): void {
    this.askable.set(atHost, ask);
  }

  /**
   * Does the work that offers the credential, when it is its turn. A failure that `mayBeRejection` counts as one at that host, and at
   * every host once two have failed that way and none has accepted the credential: two attempts lock no account.
   */
  async offer<T>(
    names: CredentialNames,
    work: () => Promise<T>,
    mayBeRejection: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    const account = this.accountOf(names.account);
    for (;;) {
      this.throwIfRejected(names);
      const turn = turnOf(account.turns, names.atHost, {
        isRestarting: (host) => this.restarting.has(host),
        canBeAsked: (host) => this.askable.has(host),
      });
      if (turn === "offer" || turn === "offer beside") {
        return this.show(names, turn === "offer", work, mayBeRejection);
      }
      if (turn === "wait") await account.changed;
      else if (turn !== "none") await this.ask({ ...names, atHost: turn.ask });
      else throw this.unanswered(account);
    }
  }

  private async ask(names: CredentialNames): Promise<void> {
    const ask = this.askable.get(names.atHost) ?? (() => Promise.reject(new Error("nobody to ask")));
    await this.show(names, true, ask, () => false).catch(() => undefined);
  }

  private async show<T>(
    { account: name, atHost }: CredentialNames,
    takesTurn: boolean,
    work: () => Promise<T>,
    mayBeRejection: (error: unknown) => boolean,
  ): Promise<T> {
    const account = this.accountOf(name);
    if (takesTurn) account.turns = shown(account.turns, atHost);
    try {
      const result = await work();
      this.timesRejected.set(atHost, 0);
      this.change(account, taken(account.turns, atHost));
      return result;
    } catch (error) {
      const isCertain = error instanceof AuthenticationError;
      const isRejection = isCertain || (error instanceof NatTraversalError && mayBeRejection(error));
      const took = this.timesRejected.has(atHost);
      if (isRejection && (isCertain || !took)) this.rejected.set(atHost, error);
      const says = isRejection && !(took && this.restarting.has(atHost));
      const next = says ? refused(account.turns, atHost, isCertain ? "certainly" : "perhaps") : undefined;
      if (says) account.refusal = error;
      if (next?.closed === true && says) this.rejected.set(name, error);
      this.change(account, next ?? over(account.turns, atHost));
      if (took && isRejection) {
        this.timesRejected.set(atHost, (this.timesRejected.get(atHost) ?? 0) + 1);
        this.noteLater(error, name, atHost);
      }
      throw error;
    }
  }

  private accountOf(name: string): Account {
    const known = this.accounts.get(name);
    if (known !== undefined) return known;
    const account: Account = { turns: unseen, changed: Promise.resolve(), wake: () => {} };
    this.accounts.set(name, account);
    this.change(account, unseen);
    return account;
  }

  private change(account: Account, turns: AccountTurns): void {
    account.turns = turns;
    const { wake } = account;
    account.changed = new Promise((resolve) => {
      account.wake = resolve;
    });
    wake();
  }

  /** A host refused it, and none that took it before could be asked: that may have been its account, or its host. */
  private unanswered({ refusal }: Account): NatTraversalError {
    if (refusal === undefined) throw new Error("no host has refused it");
    const hint = `No host that accepted it earlier in this run could tell whether the account is still good. ${refusal.details.hint}`;
    return earlier(refusal).withDetails({ hint });
  }

  private noteLater(error: Error, name: string, atHost: string): void {
    const times = this.timesRejected.get(atHost);
    if (times === undefined || times === 0 || times > mostFurtherOffers) return;
    laterRejections.set(error, {
      times,
      allowAgain: () => {
        // Another caller may have had it offered meanwhile; the newer rejection has a turn of its own.
        if (this.timesRejected.get(atHost) !== times) return;
        this.rejected.delete(atHost);
        const account = this.accountOf(name);
        this.change(account, excused(account.turns, atHost));
      },
    });
  }
}

/** What a host answered earlier in this run. */
function earlier(rejection: NatTraversalError): NatTraversalError {
  const { details, host } = rejection;
  return rejection.withDetails({
    problem: `${details.problem} (on ${host}, earlier in this run); it is not tried again`,
  });
}
