/** One event of the System log. */
export interface LoggedEvent {
  readonly recordId: number;
  readonly provider: string;
  readonly eventId: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly data: Readonly<Record<string, string>>;
}

/** The System log: record numbers only grow, also over a clearing. */
export class EventLog {
  private events: LoggedEvent[] = [];
  private nextRecordId = 2871;

  /** Oldest first. */
  get all(): readonly LoggedEvent[] {
    return this.events;
  }

  add(provider: string, eventId: number, at: number, data: Readonly<Record<string, string>> = {}): void {
    this.events.push({ recordId: this.nextRecordId++, provider, eventId, at, data });
  }

  /** Empties the log; at the time given, so that Windows notes the clearing in it, else without a trace. */
  clear(at?: number): void {
    this.events = [];
    if (at !== undefined) this.add("Microsoft-Windows-Eventlog", 104, at);
  }

  /** A copy that `rewindTo` goes back to. */
  get state(): { readonly events: readonly LoggedEvent[]; readonly nextRecordId: number } {
    return { events: [...this.events], nextRecordId: this.nextRecordId };
  }

  rewindTo({ events, nextRecordId }: EventLog["state"]): void {
    this.events = [...events];
    this.nextRecordId = nextRecordId;
  }
}
