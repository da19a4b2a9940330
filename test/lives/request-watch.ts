import type { OccupiedSession } from "../lab/simulated/occupants";
import type { SimulatedWindows } from "../lab/simulated/simulated-windows";
import type { PeopleSeen } from "./sight";

/** A restart that Windows took from Pulumi, and that it has not begun yet. */
export interface OurRequest {
  /** For how many seconds people are warned. */
  readonly warningSeconds: number;
  /** Who was logged on when Windows took it. */
  readonly sessions: readonly OccupiedSession[];
  /** Who was logged on when Pulumi looked for the first time after that. */
  seenAfter?: PeopleSeen;
  /** Whether Pulumi has tried to take it back. */
  isTakenBack: boolean;
}

/** A shutdown that is scheduled, and whose it is. */
type Scheduled = { readonly by: "others" } | ({ readonly by: "pulumi" } & OurRequest);

/** Follows what becomes of the shutdowns that a machine is asked for. */
export class RequestWatch {
  private scheduled: Scheduled | undefined;

  /** `begins`: a restart of ours begins, at the end of its warning; `tookBack`: we have taken it back before. */
  constructor(
    private readonly windows: SimulatedWindows,
    begins: (request: OurRequest) => void,
    tookBack: () => void,
  ) {
    const { power } = windows;
    const abort = power.abort.bind(power);
    power.abort = () => {
      const { ours } = this;
      const had = abort();
      if (had) this.scheduled = undefined;
      if (had && ours?.isTakenBack === true) tookBack();
      return had;
    };
    power.listen({
      wentDown: () => {
        // One that a crash forestalled was aborted before.
        if (this.scheduled?.by === "pulumi") begins(this.scheduled);
        this.scheduled = undefined;
      },
    });
  }

  /** The restart of ours that is scheduled. */
  get ours(): OurRequest | undefined {
    return this.scheduled?.by === "pulumi" ? this.scheduled : undefined;
  }

  /** Whether a shutdown is scheduled that somebody else asked for. */
  get isForeign(): boolean {
    return this.scheduled?.by === "others";
  }

  /** Windows has taken a request for a shutdown. */
  taken(by: "pulumi" | "others", commandLine: string): void {
    const warningSeconds = Number(/\s-t\s+(\d+)/.exec(commandLine)?.[1] ?? 0);
    const sessions = [...this.windows.occupants.sessions];
    this.scheduled = by === "others" ? { by } : { by, warningSeconds, sessions, isTakenBack: false };
  }

  /** Pulumi has looked who is logged on. */
  looked(people: PeopleSeen): void {
    if (this.ours !== undefined) this.ours.seenAfter ??= people;
  }

  /** Pulumi sends a line that takes a shutdown back, whether it arrives or not. */
  takesBack(): void {
    if (this.ours !== undefined) this.ours.isTakenBack = true;
  }
}
