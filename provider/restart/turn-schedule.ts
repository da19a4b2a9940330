/** How many may be down at once, and what stops the rest. */
export interface TurnLimits {
  readonly maxUnavailable: number;
  readonly stopAfterFailures: number;
  readonly settleSeconds: number;
}

/** A host that wants to be restarted. */
export interface TurnRequest {
  /** Who asks. */
  readonly id: string;
  /** The host's name, for sentences. */
  readonly host: string;
  /** The group's name; undefined for all hosts without one. */
  readonly pool: string | undefined;
  /** Hosts of one kind share their limits. Beside a host of another kind in the same pool none is down. */
  readonly kind: string;
  readonly limits: TurnLimits;
  /** Ranks those that wait, the lowest first. */
  readonly order: number;
}

/**
 * Where a host stands: `begun` from its grant to its end, `settling` after that for a while, `lost` where its restart failed and it may
 * still be down: that place stays taken to the end of the run.
 */
type Standing = "waiting" | "begun" | "settling" | "lost";

interface Member extends TurnRequest {
  readonly standing: Standing;
  /** When it has settled. */
  readonly until?: number;
}

/** Who waits, who is down and who failed, in the order in which they came. Times are milliseconds of one clock. */
export interface TurnState {
  readonly members: readonly Member[];
  readonly failures: readonly Pick<TurnRequest, "pool" | "kind" | "host">[];
  /** The strictest limits of all that have come. */
  readonly limits: readonly Pick<TurnRequest, "pool" | "kind" | "limits">[];
}

/** The state before anybody came. */
export const noTurns: TurnState = { members: [], failures: [], limits: [] };

/** Something that happened; `at` is when. */
export type TurnEvent = { readonly at: number } & (
  | { readonly kind: "asked"; readonly request: TurnRequest }
  /** A restart of an earlier run goes on: it takes a place, free or not. */
  | { readonly kind: "resumed"; readonly request: TurnRequest }
  /** It was not restarted after all. */
  | { readonly kind: "gaveBack"; readonly id: string }
  | { readonly kind: "proven"; readonly id: string }
  | { readonly kind: "failed"; readonly id: string; readonly mayBeDown: boolean }
  | { readonly kind: "timePassed" }
);

/** What follows from an event. */
export interface TurnDecision {
  readonly state: TurnState;
  /** Whose turn it is now. */
  readonly granted: readonly string[];
  /** Who has none in this run any more, and why, as half a sentence: "after vpn07 failed". */
  readonly heldBack: readonly { readonly id: string; readonly because: string }[];
  /** When a place becomes free by itself for somebody who waits. */
  readonly wakeAt?: number;
}

/** The whole schedule as a pure function. Nobody is overtaken but by those of a lower order, and nobody waits for one that has not come. */
export function scheduleTurns(before: TurnState, event: TurnEvent): TurnDecision {
  const happened = settled(afterEvent(before, event), event.at);
  const heldBack: { id: string; because: string }[] = [];
  const remaining = happened.members.filter((member) => {
    const because = member.standing === "waiting" ? whyHeldBack(happened, member) : undefined;
    if (because !== undefined) heldBack.push({ id: member.id, because });
    return because === undefined;
  });
  let state: TurnState = { ...happened, members: remaining };
  const granted: string[] = [];
  for (const next of firstInLine(state)) {
    // The first of a pool that must wait keeps all behind it waiting.
    for (let head: Member | undefined = next; head !== undefined; head = firstOf(state, head.pool)) {
      if (!isFree(state, head)) break;
      granted.push(head.id);
      state = standing(state, head.id, "begun");
    }
  }
  const wakeAt = state.members.some(({ standing }) => standing === "waiting")
    ? nextSettled(state)
    : undefined;
  return { state, granted, heldBack, ...(wakeAt === undefined ? {} : { wakeAt }) };
}

/** The strictest limits that hosts of this pool and kind have come with. */
export function strictestLimits(state: TurnState, { pool, kind, limits }: TurnRequest): TurnLimits {
  return state.limits.find((each) => each.pool === pool && each.kind === kind)?.limits ?? limits;
}

/** Whom a host waits for, and how many wait before it. */
export function whatKeepsWaiting(
  state: TurnState,
  id: string,
): { readonly hosts: readonly string[]; readonly ahead: number } {
  const waiting = state.members.find((member) => member.id === id);
  if (waiting === undefined) return { hosts: [], ahead: 0 };
  const hosts = state.members.filter(
    (member) => member.pool === waiting.pool && member.standing !== "waiting",
  );
  return { hosts: hosts.map(({ host }) => host), ahead: lineOf(state, waiting.pool).indexOf(waiting) };
}

function afterEvent(state: TurnState, event: TurnEvent): TurnState {
  switch (event.kind) {
    case "asked":
      return come(state, event.request, "waiting");
    case "resumed":
      return come(state, event.request, "begun");
    case "gaveBack":
      return without(state, event.id);
    case "proven": {
      const member = state.members.find(({ id }) => id === event.id);
      if (member === undefined) return state;
      const until = event.at + strictestLimits(state, member).settleSeconds * 1_000;
      return standing(state, event.id, "settling", until);
    }
    case "failed": {
      const member = state.members.find(({ id }) => id === event.id);
      if (member === undefined) return state;
      const { pool, kind, host } = member;
      const failures = [...state.failures, { pool, kind, host }];
      const rest = event.mayBeDown ? standing(state, event.id, "lost") : without(state, event.id);
      return { ...rest, failures };
    }
    case "timePassed":
      return state;
  }
}

function come(state: TurnState, request: TurnRequest, standing: Standing): TurnState {
  const { pool, kind } = request;
  const others = state.limits.filter((each) => each.pool !== pool || each.kind !== kind);
  const limits = strictest(strictestLimits(state, request), request.limits);
  return {
    ...state,
    members: [...without(state, request.id).members, { ...request, standing }],
    limits: [...others, { pool, kind, limits }],
  };
}

function strictest(one: TurnLimits, other: TurnLimits): TurnLimits {
  return {
    maxUnavailable: Math.min(one.maxUnavailable, other.maxUnavailable),
    stopAfterFailures: Math.min(one.stopAfterFailures, other.stopAfterFailures),
    settleSeconds: Math.max(one.settleSeconds, other.settleSeconds),
  };
}

function whyHeldBack(state: TurnState, member: Member): string | undefined {
  const { maxUnavailable, stopAfterFailures } = strictestLimits(state, member);
  const failed = state.failures.filter(({ pool, kind }) => pool === member.pool && kind === member.kind);
  if (failed.length >= stopAfterFailures) return `after ${namesOf(failed)} failed`;
  const lost = state.members.filter(({ pool, standing }) => pool === member.pool && standing === "lost");
  const isFull =
    lost.some(({ kind }) => kind !== member.kind) ||
    lost.filter(({ kind }) => kind === member.kind).length >= maxUnavailable;
  return isFull ? `because ${namesOf(lost)} may still be down` : undefined;
}

/** Whether one more of its kind may be down now. */
function isFree(state: TurnState, { pool, kind, ...member }: Member): boolean {
  const down = state.members.filter((each) => each.pool === pool && each.standing !== "waiting");
  const { maxUnavailable } = strictestLimits(state, { ...member, pool, kind });
  return down.every((each) => each.kind === kind) && down.length < maxUnavailable;
}

/** The first in line of every pool. */
function firstInLine(state: TurnState): Member[] {
  const pools = new Set(state.members.map(({ pool }) => pool));
  return [...pools].flatMap((pool) => firstOf(state, pool) ?? []);
}

function firstOf(state: TurnState, pool: string | undefined): Member | undefined {
  return lineOf(state, pool)[0];
}

/** Those that wait, by order, and then as they came. */
function lineOf({ members }: TurnState, pool: string | undefined): Member[] {
  const waiting = members.filter((member) => member.pool === pool && member.standing === "waiting");
  return waiting.sort((one, other) => one.order - other.order);
}

function settled(state: TurnState, at: number): TurnState {
  return { ...state, members: state.members.filter(({ until }) => until === undefined || until > at) };
}

function nextSettled({ members }: TurnState): number | undefined {
  const times = members.flatMap(({ until }) => until ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

function standing(state: TurnState, id: string, standing: Standing, until?: number): TurnState {
  const change = (member: Member): Member => ({
    ...member,
    standing,
    ...(until === undefined ? {} : { until }),
  });
  return { ...state, members: state.members.map((member) => (member.id === id ? change(member) : member)) };
}

function without(state: TurnState, id: string): TurnState {
  return { ...state, members: state.members.filter((member) => member.id !== id) };
}

function namesOf(hosts: readonly { readonly host: string }[]): string {
  const names = hosts.map(({ host }) => host);
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
