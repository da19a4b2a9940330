/** An algorithm of which the two sides have none in common. */
export interface NoCommonAlgorithm {
  /** What it is for: "key exchange algorithm". */
  readonly kind: string;
  /** The setting of sshd_config that lists them; undefined where there is none. */
  readonly setting: string | undefined;
  readonly ofHost: readonly string[];
  readonly ofLibrary: readonly string[];
}

/** What the library calls the lists that it reports, in the words of messages and of sshd_config(5). */
const kinds: Readonly<Record<string, readonly [kind: string, setting: string | undefined]>> = {
  "KEX method": ["key exchange algorithm", "KexAlgorithms"],
  "Host key format": ["host key algorithm", "HostKeyAlgorithms"],
  "C->S cipher": ["cipher", "Ciphers"],
  "S->C cipher": ["cipher", "Ciphers"],
  "C->S MAC": ["MAC", "MACs"],
  "S->C MAC": ["MAC", "MACs"],
  "C->S compression": ["compression method", "Compression"],
  "S->C compression": ["compression method", "Compression"],
};

/** Extensions that stand among the key exchange algorithms. */
const notAlgorithms = /^(?:ext-info-|kex-strict-)/;

/** What two sides offer each other in a key exchange, from the reports of the SSH library. */
export class Negotiation {
  private readonly offers = { local: new Map<string, string[]>(), remote: new Map<string, string[]>() };
  private last = "";

  /** Takes note of a report, if it is one of these. */
  libraryReported(report: string): void {
    const heard = /^Handshake: \((local|remote)\) ([^:]+): (.*)$/s.exec(report);
    if (heard === null) return;
    const [, side, list = "", names = ""] = heard;
    const algorithms = names
      .split(",")
      .filter((name) => /^[\x21-\x7e]{1,64}$/.test(name) && !notAlgorithms.test(name));
    this.offers[side === "local" ? "local" : "remote"].set(list, algorithms);
    this.last = list;
  }

  /** The host key algorithms that the host offers. */
  get hostKeyAlgorithms(): readonly string[] {
    return this.offers.remote.get("Host key format") ?? [];
  }

  /** Of which algorithm there is none in common, where the key exchange ended for want of one: the list that was reported last. */
  get noneInCommon(): NoCommonAlgorithm | undefined {
    const names = kinds[this.last];
    const ofHost = this.offers.remote.get(this.last);
    if (names === undefined || ofHost === undefined) return undefined;
    const [kind, setting] = names;
    return { kind, setting, ofHost, ofLibrary: this.offers.local.get(this.last) ?? [] };
  }
}
