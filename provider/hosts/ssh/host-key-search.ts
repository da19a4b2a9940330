import type { ServerHostKeyAlgorithm } from "ssh2";
import { describeKey, evaluateHostKey, type HostKeyPolicy, type HostKeyResult, keyType } from "./host-key";

/** In order of preference; the last is the only one that very old servers have. */
const algorithms: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
];

/** The type of a host key that an algorithm asks for. */
function typeAskedFor(algorithm: string): string {
  return algorithm.replace(/^rsa-sha2-.*$/, "ssh-rsa");
}

/** The keys that one host has presented, and which of the others that it has may still be the right one. */
export class HostKeySearch {
  /** The type that was right, for the connections to come. */
  private static readonly found = new WeakMap<HostKeyPolicy, string>();
  private readonly presented: Buffer[] = [];
  private offered: readonly string[] = [];

  constructor(private readonly policy: HostKeyPolicy) {}

  /**
   * The algorithms to ask for, those of known keys first, so that a host with several keys presents a known one. After a key that was not the
   * right one: those of the other keys that the host has.
   */
  get algorithms(): ServerHostKeyAlgorithm[] {
    if (this.presented.length > 0) return this.others;
    const known = this.knownTypes;
    const isKnown = (algorithm: string) => known.has(typeAskedFor(algorithm));
    return [...algorithms.filter(isKnown), ...algorithms.filter((algorithm) => !isKnown(algorithm))];
  }

  /** Notes the algorithms for which the host has keys. */
  noteOffered(offered: readonly string[]): void {
    this.offered = offered;
  }

  /** Checks the key that the host presents; undefined: not the right one, but another that it has may be. */
  evaluate(key: Buffer): HostKeyResult | undefined {
    const result = evaluateHostKey(this.policy, key);
    if (result.accepted) {
      HostKeySearch.found.set(this.policy, keyType(key));
      return result;
    }
    this.presented.push(key);
    // Where the type of the right key is known, it was asked for: a host that presents another does not have it.
    if (this.hasUntyped && this.others.length > 0) return undefined;
    return { ...result, received: this.presented.map(describeKey).join(", ") };
  }

  private get others(): ServerHostKeyAlgorithm[] {
    const seen = new Set(this.presented.map(keyType));
    return algorithms.filter(
      (algorithm) => this.offered.includes(algorithm) && !seen.has(typeAskedFor(algorithm)),
    );
  }

  private get hasUntyped(): boolean {
    return (
      this.policy.kind === "keys" && this.policy.fingerprints.some(({ keyTypes }) => keyTypes === undefined)
    );
  }

  private get knownTypes(): ReadonlySet<string> {
    const { policy } = this;
    const found = HostKeySearch.found.get(policy);
    if (found !== undefined) return new Set([found]);
    if (policy.kind === "any") return new Set();
    const plain = policy.entries.filter((entry) => entry.marker === undefined);
    return new Set([
      ...plain.map((entry) => entry.keyType),
      ...policy.fingerprints.flatMap(({ keyTypes }) => keyTypes ?? []),
    ]);
  }
}
