/** What the engine says of one host's restart, in the words that a person looks for. */
export interface HostLine {
  readonly name: string;
  readonly text: string;
}

/** ` +  TYPE NAME creating (2s) [diff: ~triggers] WHAT IS SAID`. */
const row =
  /^ ?\S{0,2}\s+pulumi-nodejs:dynamic:Reboot (\S+) (?:\*\*[^*]+\*\*|[a-z]+)? ?(?:\(\d\S*\))? ?(?:\[diff: [^\]]*\];?)? ?(.*)$/;

/** A phase of a restart, a wait, a warning or a failure; undefined for whatever else the engine prints. */
export function hostLine(line: string): HostLine | undefined {
  const [, name = "", said = ""] = row.exec(line) ?? [];
  const phase = /^(asking|stopping|down|starting|checking|restarted)\b/.exec(said)?.[0];
  const waits = /^waits for its turn in group \S+(?=,)/.exec(said)?.[0];
  // Up to what can be done, and by the name in the program: all hosts have one address here.
  const told = /^(?:warning: 127\.0\.0\.1|error): (.+?)(?:;|\.?$|\. )/.exec(said)?.[1];
  const text = phase ?? waits ?? told?.replace("127.0.0.1", name);
  return text === undefined ? undefined : { name, text };
}

/** Tells each thing once as long as nothing else comes of that host. */
export class LastWords {
  private readonly last = new Map<string, string>();

  isNew({ name, text }: HostLine): boolean {
    const before = this.last.get(name);
    this.last.set(name, text);
    return before !== text;
  }
}

const lineOfHost = /^( +\| )(\S+) {2}(.*)$/;

/**
 * A transcript as it stands on a page. On the screen the lines of the hosts come as they come, and differently each time; here all that was said of
 * a host is one line, and the hosts are in the order of their names.
 */
export function hostByHost(lines: readonly string[]): string[] {
  const made: string[] = [];
  let hosts = new Map<string, string>();
  for (const line of [...lines, ""]) {
    const [, mark = "", name = "", text = ""] = lineOfHost.exec(line) ?? [];
    if (name !== "") {
      const before = hosts.get(name);
      hosts.set(name, before === undefined ? `${mark}${name}  ${text}` : `${before}; ${text}`);
      continue;
    }
    const sorted = [...hosts].sort(([one], [other]) => one.localeCompare(other));
    made.push(...sorted.map(([, said]) => said), line);
    hosts = new Map();
  }
  return made.slice(0, -1);
}
