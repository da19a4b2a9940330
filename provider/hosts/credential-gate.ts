import { AuthenticationError, NatTraversalError } from "../errors";
import { digest, type RejectedCredentials } from "./transport";

/** A credential in two names, both digests: as all hosts know it that could lock it, and as one host knows it. */
export interface CredentialNames {
  /** The same for every host of a domain; for a local account the same as `atHost`. */
  readonly account: string;
  readonly atHost: string;
}

/**
 * The names of a credential for a host; `secrets` are its texts. A domain account is one and the same for every host, and so is
 * its lock; a local one is a host's own.
 */
export function credentialNames(
  { transport, user, host }: { readonly transport: string; readonly user?: string; readonly host: string },
  secrets: readonly (string | undefined)[],
): CredentialNames {
  const credential = [transport, user?.toLowerCase(), ...secrets];
  const atHost = digest([...credential, host.toLowerCase()]);
  const ofDomain = user !== undefined && /^(?!\.\\)[^\\@]+[\\@]/.test(user);
  return { account: ofDomain ? digest(credential) : atHost, atHost };
}

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

/**
 * Keeps accounts from being locked: a wrong password is offered once in a process. Until some host has accepted a credential it is
 * offered to one host at a time, and after a rejection to none. Only to a host that took it may it be offered again, if asked for.
 */
export class CredentialGate {
  private static readonly gates = new WeakMap<RejectedCredentials, CredentialGate>();
  private readonly accepted = new Set<string>();
  /** Accounts whose credential one host may have rejected. */
  private readonly suspected = new Set<string>();
  /** By the name at the host, for credentials that it took: how often it has rejected them since. */
  private readonly timesRejected = new Map<string, number>();
  private readonly underWay = new Map<string, Promise<unknown>>();

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
    const { details, host } = rejection;
    const again = rejection.withDetails({
      problem: `${details.problem} (on ${host}, earlier in this run); it is not tried again`,
    });
    if (ofAccount === undefined || account === atHost) this.noteLater(again, atHost);
    throw again;
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
    const { account } = names;
    while (!this.accepted.has(account)) {
      this.throwIfRejected(names);
      const other = this.underWay.get(account);
      if (other === undefined) return this.offerFirst(names, work, mayBeRejection);
      await other.catch(() => undefined);
    }
    this.throwIfRejected(names);
    return this.noting(names.atHost, names.atHost, work, mayBeRejection);
  }

  private async offerFirst<T>(
    { account, atHost }: CredentialNames,
    work: () => Promise<T>,
    mayBeRejection: (error: unknown) => boolean,
  ): Promise<T> {
    const offering = this.noting(account, atHost, work, mayBeRejection);
    this.underWay.set(account, offering);
    try {
      const result = await offering;
      this.accepted.add(account);
      return result;
    } catch (error) {
      if (error instanceof NatTraversalError && mayBeRejection(error)) {
        this.rejected.set(this.suspected.has(account) ? account : atHost, error);
        this.suspected.add(account);
      }
      throw error;
    } finally {
      this.underWay.delete(account);
    }
  }

  private async noting<T>(
    name: string,
    atHost: string,
    work: () => Promise<T>,
    mayBeRejection: (error: unknown) => boolean,
  ): Promise<T> {
    try {
      const result = await work();
      this.timesRejected.set(atHost, 0);
      return result;
    } catch (error) {
      const times = this.timesRejected.get(atHost);
      const isRejection = error instanceof AuthenticationError;
      if (isRejection) this.rejected.set(name, error);
      if (times !== undefined && error instanceof Error && (isRejection || mayBeRejection(error))) {
        this.timesRejected.set(atHost, times + 1);
        this.noteLater(error, atHost);
      }
      throw error;
    }
  }

  private noteLater(error: Error, atHost: string): void {
    const times = this.timesRejected.get(atHost);
    if (times === undefined || times === 0 || times > mostFurtherOffers) return;
    laterRejections.set(error, {
      times,
      allowAgain: () => {
        // Another caller may have had it offered meanwhile; the newer rejection has a turn of its own.
        if (this.timesRejected.get(atHost) === times) this.rejected.delete(atHost);
      },
    });
  }
}
