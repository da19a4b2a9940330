import { type EngineLink, type EngineMessage, openEngineLink } from "./engine-link";

/** Where lines go that the engine cannot take: the console's two ways out. */
export interface Fallback {
  log(line: string): void;
  error(line: string): void;
}

/**
 * What the provider says while it works. Never throws and never rejects: what the engine does not take goes to the console, and
 * after the first such failure everything does.
 */
export class EngineLog {
  private link: EngineLink | undefined;
  /** Messages go one after another, so that they arrive in order. */
  private last: Promise<void> = Promise.resolve();
  private readonly kept = new Set<string>();

  /**
   * @param address Where the engine listens (the SDK puts it in `process.argv[2]`); anything else than host:port means that there is none.
   * @param open Opens the link, at the first message.
   */
  constructor(
    private readonly address: string | undefined,
    private readonly fallback: Fallback = console,
    private readonly open: (address: string) => EngineLink = openEngineLink,
  ) {}

  /** Sends a message; one that is kept in the summary is sent once only for a resource. */
  say(message: EngineMessage): void {
    if (!message.ephemeral) {
      const key = JSON.stringify([message.urn, message.severity, message.text]);
      if (this.kept.has(key)) return;
      this.kept.add(key);
    }
    this.last = this.last.then(() => this.deliver(message));
  }

  /** Resolves when everything said so far has been delivered: within seconds, even if the engine is gone. */
  flushed(): Promise<void> {
    return this.last;
  }

  /** Closes the link; whatever is said later goes to the console. */
  close(): void {
    this.link?.close();
    this.giveUp();
  }

  private givenUp = false;

  private giveUp(): void {
    this.link = undefined;
    this.givenUp = true;
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
