import { createHash } from "node:crypto";
import { AuthenticationError, NatTraversalError } from "../errors";

/** What hosts answered to credentials that they refused in this process, by a digest that names the credential: never offered again. */
export type RejectedCredentials = Map<string, NatTraversalError>;

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

/**
 * Sees to it that a wrong password is shown once in a process, so that no account is locked: until some host has taken a
 * credential, it is shown to one host at a time, and after a refusal to none.
 */
export class CredentialGate {
  private static readonly gates = new WeakMap<RejectedCredentials, CredentialGate>();
  private readonly taken = new Set<string>();
  /** Accounts whose credential one host may have refused. */
  private readonly doubted = new Set<string>();
  private readonly underWay = new Map<string, Promise<unknown>>();

  private constructor(private readonly refused: RejectedCredentials) {}

  /** The gate of everything that shares these refusals. */
  static of(refused: RejectedCredentials): CredentialGate {
    const gate = CredentialGate.gates.get(refused) ?? new CredentialGate(refused);
    CredentialGate.gates.set(refused, gate);
    return gate;
  }

  /** Throws what a host answered to this credential earlier in this process. */
  throwIfRefused({ account, atHost }: CredentialNames): void {
    const refusal = this.refused.get(account) ?? this.refused.get(atHost);
    if (refusal === undefined) return;
    const { details, host } = refusal;
    throw refusal.withDetails({
      problem: `${details.problem}, ${host} did so earlier in this run, so it is not tried again`,
    });
  }

  /**
   * Does the work that shows the credential, when it is its turn. A failure that `isDoubt` may be a refusal or not: it is taken for
   * one at that host, and at every host once two have failed so and none has taken the credential. No account is locked by two.
   */
  async show<T>(
    names: CredentialNames,
    work: () => Promise<T>,
    isDoubt: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    const { account } = names;
    while (!this.taken.has(account)) {
      this.throwIfRefused(names);
      const other = this.underWay.get(account);
      if (other === undefined) return this.showFirst(names, work, isDoubt);
      await other.catch(() => undefined);
    }
    this.throwIfRefused(names);
    return this.noting(names.atHost, work);
  }

  private async showFirst<T>(
    { account, atHost }: CredentialNames,
    work: () => Promise<T>,
    isDoubt: (error: unknown) => boolean,
  ): Promise<T> {
    const showing = this.noting(account, work);
    this.underWay.set(account, showing);
    try {
      const result = await showing;
      this.taken.add(account);
      return result;
    } catch (error) {
      if (error instanceof NatTraversalError && isDoubt(error)) {
        this.refused.set(this.doubted.has(account) ? account : atHost, error);
        this.doubted.add(account);
      }
      throw error;
    } finally {
      this.underWay.delete(account);
    }
  }

  private async noting<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AuthenticationError) this.refused.set(name, error);
      throw error;
    }
  }
}

/** One name for several plain values, from which none of them can be read. */
export function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
