import { fill, type SimulatedRegistry } from "./registry";

/** A session in which somebody is logged on. */
export interface OccupiedSession {
  readonly user: string;
  readonly id: number;
  /** As quser.exe names it; "" where it is disconnected. */
  readonly name: string;
}

/** Who and what a restart would hit: people's sessions, virtual machines, and a drive that waits for somebody before Windows starts. */
export class Occupants {
  readonly sessions: OccupiedSession[] = [];
  /** How many virtual machines of Hyper-V run. */
  virtualMachines = 0;
  /** The types of the system drive's key protectors, as manage-bde.exe is asked for them. */
  readonly protectors: string[] = [];
  /** Whether there is a quser.exe: not in the home editions. */
  hasQuser = true;
  private nextId = 2;

  constructor(private readonly registry: SimulatedRegistry) {
    registry.createKey("HKU\\.DEFAULT\\Environment");
  }

  /** Somebody logs on. The account's part of the registry is loaded, with a numeric key for the session. */
  logOn(user: string, name = `rdp-tcp#${this.nextId}`): OccupiedSession {
    const session = { user, id: this.nextId++, name };
    this.sessions.push(session);
    const key = this.environmentOf(session);
    this.registry.createKey(`${key.replace(/\\[^\\]+$/, "")}\\Software`);
    fill(this.registry, key, { USERNAME: ["REG_SZ", user] });
    this.registry.createKey(`${key}\\${session.id}`, { volatile: true });
    return session;
  }

  /** Leaves a session without logging off. */
  disconnect({ id }: OccupiedSession): void {
    const at = this.sessions.findIndex((session) => session.id === id);
    const found = this.sessions[at];
    if (found !== undefined) this.sessions[at] = { ...found, name: "" };
  }

  /** Everybody is gone, as after a boot. */
  clear(): void {
    for (const session of this.sessions) {
      this.registry.deleteKey(this.environmentOf(session).replace(/\\[^\\]+$/, ""));
    }
    this.sessions.length = 0;
  }

  private environmentOf({ id }: OccupiedSession): string {
    return `HKU\\S-1-5-21-1004336348-1177238915-682003330-${1000 + id}\\Volatile Environment`;
  }
}
