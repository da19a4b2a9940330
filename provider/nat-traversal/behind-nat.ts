import { choice } from "../validation/values";

/** Who is behind NAT, in words, or the KB's own numbers. */
export type BehindNat = "none" | "client" | "server" | "both" | 0 | 1 | 2;

/** Everything that a program may declare. */
export const behindNatChoices = ["none", "client", "server", "both", 0, 1, 2] as const satisfies BehindNat[];

/** Whether it is a declaration: a refresh puts the word for what it found in its place, and `ignoreChanges` hands that in again. */
export function isDeclared(behindNat: unknown): behindNat is BehindNat {
  return behindNatChoices.some((choice) => choice === behindNat);
}

/** What `behindNat` must be. */
export const behindNat = choice(...behindNatChoices);

/** The declaration that a text holds, whatever blanks or line ends surround it; undefined if it holds none. */
export function behindNatIn(text: string): BehindNat | undefined {
  return behindNatChoices.find((choice) => String(choice) === String(text).trim());
}
