import type { OccupiedSession } from "../lab/simulated/occupants";
import type { GuardKind, Hindrances } from "./hindrances";
import type { Mishap } from "./life";

/** Who was logged on when Pulumi asked, and whether the answer could tell. */
export interface PeopleSeen {
  readonly sessions: readonly OccupiedSession[];
  readonly isUnread: boolean;
}

/** What else spoke against a restart then. */
export interface RolesSeen {
  readonly roles: ReadonlySet<GuardKind>;
  readonly unread: ReadonlySet<GuardKind>;
  readonly isInstalling: boolean;
}

/**
 * What of a machine could be seen when Pulumi last looked: between that look and the request nobody can see anything. Which commands look is
 * known here by the programs that they name.
 */
export class Sight {
  people: PeopleSeen | undefined;
  roles: RolesSeen | undefined;
  /** How the service was that programs wait for. */
  service: Hindrances["service"] | undefined;

  constructor(private readonly hindrances: Hindrances) {}

  /** A new call knows nothing of what an earlier one saw. */
  forget(): void {
    this.people = undefined;
    this.roles = undefined;
    this.service = undefined;
  }

  /** A line arrives, and this becomes of it. */
  note(line: string, mishap: Mishap | undefined): void {
    if (/\bquser\b/.test(line)) this.people = this.peopleNow(mishap);
    else if (/Volatile Environment/.test(line) && this.people !== undefined) {
      const isUnread = this.people.isUnread || isLost(mishap) || failing(mishap, "reg");
      this.people = { ...this.people, isUnread };
    }
    if (/\bsc(?:\.exe)? query\b/.test(line)) this.service = this.hindrances.service;
    if (/\btasklist\b/.test(line)) this.roles = this.rolesNow(mishap);
  }

  private peopleNow(mishap: Mishap | undefined): PeopleSeen {
    const { sessions, hasQuser } = this.hindrances;
    const isSilent = !hasQuser || sessions.length === 0 || failing(mishap, "quser");
    const isRefused = this.hindrances.isRefused("accounts") || failing(mishap, "reg");
    return { sessions: [...sessions], isUnread: isLost(mishap) || (isSilent && isRefused) };
  }

  private rolesNow(mishap: Mishap | undefined): RolesSeen {
    const { hindrances } = this;
    const isDark = isLost(mishap) || failing(mishap, "reg");
    const unread = new Set<GuardKind>();
    if (isDark || hindrances.isRefused("productType")) unread.add("domainController");
    if (isDark || hindrances.isRefused("control")) unread.add("container");
    const isClusterDark = hindrances.isRefused("hives") || hindrances.isRefused("services");
    if (isDark || isClusterDark) unread.add("clusterNode");
    if (isLost(mishap) || failing(mishap, "tasklist")) unread.add("hypervisor");
    if (isLost(mishap) || failing(mishap, "manage-bde")) unread.add("preBootPin");
    return { roles: hindrances.roles, unread, isInstalling: hindrances.isInstalling };
  }
}

/** Whether an answer never came, or came without anything in it. */
function isLost(mishap: Mishap | undefined): boolean {
  return mishap !== undefined && !["delay", "program fails", "interrupt"].includes(mishap.do);
}

function failing(mishap: Mishap | undefined, name: string): boolean {
  return mishap?.do === "program fails" && mishap.name === name;
}
