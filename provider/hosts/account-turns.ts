/*
 * Who may see a credential next, as a pure decision. A directory counts the logons that it refuses, whichever host asks it, and locks an account after a
 * few; one that it accepts sets its count back. So an account is offered to one host at a time; after a refusal no host sees it until one that took it
 * before has taken it once more.
 */

/** What one run knows of an account. Hosts are told apart by name. */
export interface AccountTurns {
  /** Hosts that took it, the latest first. */
  readonly takers: readonly string[];
  /** The refusal that no host has made good since, and who was asked about it. */
  readonly refusal?: { readonly at: string; readonly asked: readonly string[] } | undefined;
  /** Whether a failure may have been a refusal since a host took it last. */
  readonly doubted: boolean;
  /** Nobody sees it any more. */
  readonly closed: boolean;
  /** The host that sees it now. */
  readonly shownTo?: string | undefined;
}

/** Nobody has seen it. */
export const unseen: AccountTurns = { takers: [], doubted: false, closed: false };

/**
 * What a host that wants it is told: it is offered the account, as one that restarts and took it before even beside another host; it waits; another host is
 * asked first whether it still takes the account; or it does not get it.
 */
export type Turn = "offer" | "offer beside" | "wait" | "none" | { readonly ask: string };

/** What is known of the hosts themselves. */
export interface KnownHosts {
  /** Whether it may be booting: what it refuses then says nothing about the account. */
  isRestarting(host: string): boolean;
  /** Whether it can be asked at all. */
  canBeAsked(host: string): boolean;
}

/** The turn of a host. */
export function turnOf(turns: AccountTurns, host: string, hosts: KnownHosts): Turn {
  const { takers, refusal, closed, shownTo } = turns;
  if (closed) return "none";
  if (takers.includes(host) && hosts.isRestarting(host)) return "offer beside";
  if (shownTo !== undefined) return "wait";
  if (refusal === undefined) return "offer";
  const mayTell = (taker: string) => taker !== refusal.at && !refusal.asked.includes(taker);
  // It is one of those that could be asked.
  if (takers.includes(host) && mayTell(host)) return "offer";
  const ask = takers.find((taker) => mayTell(taker) && hosts.canBeAsked(taker) && !hosts.isRestarting(taker));
  return ask === undefined ? "none" : { ask };
}

/** A host sees it, offered or asked. */
export function shown(turns: AccountTurns, host: string): AccountTurns {
  const { refusal } = turns;
  return {
    ...turns,
    shownTo: host,
    refusal: refusal && { ...refusal, asked: [...refusal.asked, host] },
  };
}

/** It took it. */
export function taken(turns: AccountTurns, host: string): AccountTurns {
  const takers = [host, ...turns.takers.filter((taker) => taker !== host)];
  return { ...over(turns, host), takers, refusal: undefined, doubted: false };
}

/** It failed, which says nothing about the account: it gave no answer, or may be booting. */
export function over(turns: AccountTurns, host: string): AccountTurns {
  return turns.shownTo === host ? { ...turns, shownTo: undefined } : turns;
}

/** It refused it; "perhaps" where a failure may have been a refusal: the first one is let pass, since most are none. */
export function refused(turns: AccountTurns, host: string, how: "certainly" | "perhaps"): AccountTurns {
  const after = { ...over(turns, host), doubted: true };
  if (turns.refusal !== undefined && turns.refusal.at !== host) return { ...after, closed: true };
  if (how === "perhaps" && !turns.doubted) return after;
  return turns.takers.length > 0
    ? { ...after, refusal: { at: host, asked: [] } }
    : { ...after, closed: true };
}

/** The refusal of this host is known to have come from its boot. */
export function excused(turns: AccountTurns, host: string): AccountTurns {
  return turns.refusal?.at === host ? { ...turns, refusal: undefined } : turns;
}
