import { type Clock, systemClock } from "../clock";
import { type EngineLink, type EngineMessage, openEngineLink } from "./engine-link";

/** Where lines go that the engine cannot take: the console's two ways out. */
export interface Fallback {
  log(line: string): void;
  error(line: string): void;
}

/**
 * Milliseconds that a resource must have been at work before its progress is shown, and between two lines of it: somebody who waits sees
 * the newest line, and a host that is done sooner needs none. Each line is a call to the engine, which draws its rows again for it.
 */
const progressMilliseconds = 1_000;

/** The newest progress of a resource that has not been at work for long enough. */
interface HeldProgress {
  message: EngineMessage;
  readonly cancel: () => void;
}

/**
 * What the provider says while it works. Never throws and never rejects: what the engine does not take goes to the console, and
 * after the first such failure everything does.
 */
export class EngineLog {
  private link: EngineLink | undefined;
  /** By URN: messages of a resource go one after another, so that they arrive in order; no resource waits for another's. */
  private readonly last = new Map<string | undefined, Promise<void>>();
  private readonly held = new Map<string | undefined, HeldProgress>();
  private readonly kept = new Set<string>();

  /**
   * @param address Where the engine listens (the SDK puts it in `process.argv[2]`); anything else than host:port means that there is none.
   * @param open Opens the link, at the first message.
   */
  constructor(
    private readonly address: string | undefined,
    private readonly clock: Clock = systemClock,
    private readonly fallback: Fallback = console,
    private readonly open: (address: string) => EngineLink = openEngineLink,
  ) {}

  /**
   * Sends a message, at once and once only for a resource if it is kept in the summary. Progress is sent only while the work lasts, and
   * the newest line in place of those that it has overtaken.
   */
  say(message: EngineMessage): void {
    if (message.ephemeral) {
      this.hold(message);
      return;
    }
    const key = JSON.stringify([message.urn, message.severity, message.text]);
    if (this.kept.has(key)) return;
    this.kept.add(key);
    this.send(message);
  }

  /**
   * The work on a resource is done: drops its progress that was not shown yet, and resolves when everything else said about it has been
   * delivered, within seconds, even if the engine is gone.
   */
  flushed(urn: string | undefined): Promise<void> {
    this.held.get(urn)?.cancel();
    this.held.delete(urn);
    return this.last.get(urn) ?? Promise.resolve();
  }

  /** Closes the link; whatever is said later goes to the console. */
  close(): void {
    for (const { cancel } of this.held.values()) cancel();
    this.held.clear();
    this.link?.close();
    this.giveUp();
  }

  private givenUp = false;

  private giveUp(): void {
    this.link = undefined;
    this.givenUp = true;
  }

  private hold(message: EngineMessage): void {
    const { urn } = message;
    const held = this.held.get(urn);
    if (held !== undefined) {
      held.message = message;
      return;
    }
    const cancel = this.clock.setTimer(progressMilliseconds, () => {
      const newest = this.held.get(urn)?.message;
      this.held.delete(urn);
      if (newest !== undefined) this.send(newest);
    });
    this.held.set(urn, { message, cancel });
  }

  private send(message: EngineMessage): void {
    const before = this.last.get(message.urn) ?? Promise.resolve();
    this.last.set(
      message.urn,
      before.then(() => this.deliver(message)),
    );
  }

  private async deliver(message: EngineMessage): Promise<void> {
    try {
      if (!this.givenUp && isAddress(this.address)) {
        this.link ??= this.open(this.address);
        await this.link.send(message);
        return;
      }
    } catch {
      this.giveUp();
    }
    this.print(message);
  }

  private print({ urn, text, severity }: EngineMessage): void {
    const line = urn === undefined ? text : `${resourceName(urn)}: ${text}`;
    try {
      if (severity === "warning") this.fallback.error(`warning: ${line}`);
      else this.fallback.log(line);
    } catch {
      // Nobody is left to tell.
    }
  }
}

function isAddress(address: string | undefined): address is string {
  return address !== undefined && /^\S+:\d+$/.test(address);
}

/**
 * The URN if it has the form of one, else undefined: a malformed one in a message makes the engine crash, and in a preview it may
 * not be known yet.
 */
export function wellFormedUrn(urn: unknown): string | undefined {
  return typeof urn === "string" && /^urn:pulumi:[^:\s]+::[^:\s]+::\S+::.+$/.test(urn) ? urn : undefined;
}

/** The name of the resource in a URN. */
export function resourceName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
