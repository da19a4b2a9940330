import { sanitize } from "../sanitize";

/** What the network said of a host, in the words that every transport shares. */
export interface NetworkFault {
  readonly problem: string;
  /** What to do, where the fault itself tells. */
  readonly hint?: string;
}

/** Names an error of a socket by its code; `whenRefused` says what to do where nothing listens. */
export function networkFault(error: unknown, whenRefused: string): NetworkFault {
  const code = codeOf(error);
  switch (code) {
    case "ECONNREFUSED":
      return { problem: "the connection was refused", hint: whenRefused };
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NONAME":
    case "EAI_FAIL":
      return {
        problem: "its name could not be resolved",
        hint: "Check the spelling of host and that this machine's DNS knows it, or give the address.",
      };
    case "ECONNRESET":
    case "EPIPE":
    case "ECONNABORTED":
    case "ERR_STREAM_DESTROYED":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return { problem: "the host broke the connection" };
    default:
      return { problem: `the network failed${code === "" ? "" : ` (${sanitize(code)})`}` };
  }
}

/** The code of an error of Node's; empty if it has none. */
export function codeOf(error: unknown): string {
  const code = (tellingError(error) as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/**
 * The error that tells most of a connection tried over several addresses, whose own says nothing: that of an address at which the host
 * answered, if there is one, else the first.
 */
export function tellingError(error: unknown): unknown {
  if (!(error instanceof AggregateError) || error.errors.length === 0) return error;
  const each = error.errors.map(tellingError);
  return each.find((one) => codeOf(one) === "ECONNREFUSED") ?? each[0];
}

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

/** The error for a connection that is gone, where Node reports none, in Node's terms. */
export function gone(): Error {
  return Object.assign(new Error("the connection is gone"), { code: "ECONNRESET" });
}
