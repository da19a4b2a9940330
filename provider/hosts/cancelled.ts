/**
 * What is said of a connection that was closed from this side, as a clause and a sentence: nothing is wrong with the host, nor with
 * the way to it.
 */
export function cancelled(when?: "before the command's turn"): {
  readonly problem: string;
  readonly hint: string;
} {
  const problem = "the connection was closed from this side";
  return {
    problem: when === undefined ? problem : `${problem} ${when}`,
    hint: "Run the same command again.",
  };
}
