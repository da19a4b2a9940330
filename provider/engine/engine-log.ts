import { type Clock, systemClock } from "../clock";
import { type EngineLink, type EngineMessage, openEngineLink } from "./engine-link";

/** Where lines go that the engine cannot take: the console's two ways out. */
export interface Fallback {
  log(line: string): void;
  error(line: string): void;
}

/**
 * Milliseconds that work on a resource must last before its progress is shown: somebody who waits sees every line of it, and a host that is
 * done sooner needs none. Each line is a call to the engine, which draws its rows again for it.
 */
const progressMilliseconds = 1_000;

/** The progress of a resource that has not been worked on for long enough; none is held any more once it has. */
interface Work {
  held: EngineMessage[] | undefined;
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
  private readonly work = new Map<string | undefined, Work>();
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

  /** Sends a message: at once, and once only for a resource, if it is kept in the summary; progress only if the work lasts. */
  say(message: EngineMessage): void {
    if (message.ephemeral) {
      this.sayProgress(message);
      return;
    }
    this.sayAtOnce(message);
  }

  /** Sends a message without waiting for the work to last, as an update's outlook: nothing else may be said of the resource before it. */
  sayAtOnce(message: EngineMessage): void {
    if (message.ephemeral) {
      this.send(message);
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
    this.work.get(urn)?.cancel();
    this.work.delete(urn);
    return this.last.get(urn) ?? Promise.resolve();
  }

  /** Closes the link; whatever is said later goes to the console. */
  close(): void {
    for (const { cancel } of this.work.values()) cancel();
    this.work.clear();
    this.link?.close();
    this.giveUp();
  }

  private givenUp = false;

  private giveUp(): void {
    this.link = undefined;
    this.givenUp = true;
  }

  private sayProgress(message: EngineMessage): void {
    const work = this.work.get(message.urn);
    if (work === undefined) {
      const cancel = this.clock.setTimer(progressMilliseconds, () => this.showProgress(message.urn));
      this.work.set(message.urn, { held: [message], cancel });
    } else if (work.held === undefined) this.send(message);
    else work.held.push(message);
  }

  private showProgress(urn: string | undefined): void {
    const work = this.work.get(urn);
    for (const message of work?.held ?? []) this.send(message);
    if (work !== undefined) work.held = undefined;
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
