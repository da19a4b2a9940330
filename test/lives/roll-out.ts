import type { Properties } from "../../provider/engine/plain-json";
import { isInitializationError } from "../../provider/serialize-error";
import type { ManualClock } from "../support/manual-clock";
import { heldHow } from "./judge-held";
import type { Group } from "./life";
import type { LifeMachine } from "./machine";
import type { Run } from "./provider-process";
import type { Report } from "./situation";
import type { Wire } from "./wire";

/** Who is counted together, and what limits them. */
interface Place extends Required<Pick<Group, "maxUnavailable" | "stopAfterFailures" | "settleSeconds">> {
  readonly pool: string | undefined;
  readonly kind: string;
}

/** A call of a reboot that Windows took a request of in this run. */
interface Restarted {
  readonly place: Place;
  readonly machine: LifeMachine;
  /** When it was proven, where that ends its turn: the marker is written after it. */
  provenAt?: number;
  /** When the call ended, and how: in "proven" and "failed" a restart came, or may have come. */
  ended?: { readonly how: "proven" | "held" | "failed"; readonly settledAt: number };
}

/** Knows how many hosts are down at once in one run, and who was to be held back after a failure. */
export class RollOut {
  private readonly restarts: Restarted[] = [];
  /** Where no host of a place may go down any more, except those that had begun. */
  private readonly stopped: Place[] = [];
  /** How many commands each wire had sent when its host last said that it waits for its turn. */
  private readonly waitingAt = new Map<string, number>();
  private readonly heldBack = new Set<Wire>();
  private readonly inFlight = new Map<Wire, Properties>();

  constructor(
    private readonly clock: ManualClock,
    private readonly report: Report,
  ) {}

  begin(run: Run): void {
    this.restarts.length = 0;
    this.stopped.length = 0;
    this.waitingAt.clear();
    this.heldBack.clear();
    this.inFlight.clear();
    run.onMessage = ({ urn = "", text }) => {
      const wire = [...this.inFlight].find(([, news]) => news.__urn === urn)?.[0];
      if (wire !== undefined && text.startsWith("waits for its turn")) this.waitingAt.set(urn, wire.commands);
      if (wire !== undefined && text.startsWith("restarted,")) this.proven(wire);
    };
  }

  /** A reboot is about to be created or updated. */
  called(wire: Wire, news: Properties): void {
    this.inFlight.set(wire, news);
    const { kind } = wire.world.machine.hindrances;
    if (this.stopped.some((place) => isSamePlace(place, placeOf(news, kind)))) this.heldBack.add(wire);
  }

  /** Windows takes its request. */
  taken(wire: Wire, machine: LifeMachine, news: Properties): void {
    const unread = machine.sight.roles?.unread.has("domainController") === true;
    const place = placeOf(news, machine.hindrances.kind);
    const beside = this.restarts.filter((each) => each.machine !== machine && each.place.pool === place.pool);
    this.restarts.push({ place, machine });
    if (this.heldBack.has(wire))
      this.report(10, `${wire.world.address} goes down after it was to be held back`);
    // What counts as what is not known then.
    if (unread && place.pool === undefined) return;
    const alike = beside.filter(({ place: { kind } }) => kind === place.kind);
    const down = beside.filter((each) => this.isDown(each));
    const most = Math.min(...[place, ...alike.map((each) => each.place)].map((each) => each.maxUnavailable));
    const others = down.filter(({ place: { kind } }) => kind !== place.kind);
    if (others.length > 0) this.report(10, `a ${place.kind} goes down beside a ${others[0]?.place.kind}`);
    else if (down.length >= most)
      this.report(
        10,
        `${down.length + 1} hosts of ${place.pool ?? place.kind} are down at once, ${most} may be`,
      );
  }

  /** It says that a restart is proven, which ends the turn of a host that is to do nothing more. */
  private proven(wire: Wire): void {
    if (this.inFlight.get(wire)?.readyWhen !== undefined) return;
    const { machine } = wire.world;
    for (const each of this.restarts)
      if (each.machine === machine && each.ended === undefined) each.provenAt ??= this.clock.monotonic();
  }

  /** The call is over. */
  ended(wire: Wire, machine: LifeMachine | undefined, end: Properties | Error): void {
    const news = this.inFlight.get(wire);
    this.inFlight.delete(wire);
    const mine = this.restarts.filter((each) => each.machine === machine && each.ended === undefined);
    const how = howItEnded(end);
    const own = mine[0]?.place;
    if (own === undefined || news === undefined) return;
    const alike = this.restarts.filter(({ place }) => isSamePlace(place, own));
    // Only the limits of those count that have come so far.
    const settleMilliseconds = Math.max(...alike.map(({ place }) => place.settleSeconds)) * 1_000;
    const now = this.clock.monotonic();
    for (const each of mine) each.ended = { how, settledAt: (each.provenAt ?? now) + settleMilliseconds };
    if (how !== "failed") return;
    const failures = alike.filter(({ ended }) => ended?.how === "failed").length;
    if (failures < Math.min(...alike.map(({ place }) => place.stopAfterFailures))) return;
    this.stopped.push(own);
    for (const [other, theirs] of this.inFlight) {
      const isWaiting = this.waitingAt.get(String(theirs.__urn)) === other.commands;
      const place = placeOf(theirs, other.world.machine.hindrances.kind);
      if (isWaiting && isSamePlace(place, own)) this.heldBack.add(other);
    }
  }

  /** Whether a host is down, or counts as such. */
  private isDown({ ended, machine, provenAt, place }: Restarted): boolean {
    if (ended === undefined) {
      const isUp = provenAt !== undefined && machine.windows.power.state === "up";
      return !isUp || this.clock.monotonic() < provenAt + place.settleSeconds * 1_000;
    }
    if (ended.how === "proven") return this.clock.monotonic() < ended.settledAt;
    return ended.how === "failed" && machine.windows.power.state !== "up";
  }
}

/** A request that was taken back ends nobody's turn, and neither does an error after the proof. */
function howItEnded(end: Properties | Error): "proven" | "held" | "failed" {
  if (!(end instanceof Error)) return heldHow(end) === undefined ? "proven" : "held";
  if (!isInitializationError(end)) return "held";
  const evidence = (end.properties.lastReboot as { evidence?: string } | undefined)?.evidence;
  const isReady = ((end.properties.notReady ?? []) as readonly string[]).length === 0;
  return evidence === undefined || evidence.startsWith("not proven") || !isReady ? "failed" : "proven";
}

function placeOf({ group }: Properties, kind: "server" | "client"): Place {
  if (group === undefined) {
    const [maxUnavailable, stopAfterFailures] = kind === "server" ? [1, 1] : [4, 3];
    return { pool: undefined, kind, maxUnavailable, stopAfterFailures, settleSeconds: 0 };
  }
  const { name, maxUnavailable = 1, stopAfterFailures = 1, settleSeconds = 0 } = group as unknown as Group;
  return { pool: name, kind: "member", maxUnavailable, stopAfterFailures, settleSeconds };
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.pool === other.pool && one.kind === other.kind;
}
