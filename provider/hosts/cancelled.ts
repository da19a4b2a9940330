/**
 * What is said of a connection that was closed from this side, as a clause and a sentence: nothing is wrong with the host, nor with
 * the way to it.
 */
export function calledOff(when?: "before the command's turn"): {
  readonly happened: string;
  readonly advice: string;
} {
  const happened = "the connection was closed from this side";
  return {
    happened: when === undefined ? happened : `${happened} ${when}`,
    advice: "Run the same command again.",
  };
}
