import type { Connection } from "../../hosts/connect";
import type { Evaluation } from "../../nat-traversal/status";
import { leadsToThisMachine } from "../address";

/** The judgement, with what is left to do where it is the user's own machine that waits for its restart: Pulumi cannot restart it. */
export function withRestartAdvice(connection: Connection, evaluation: Evaluation): Evaluation {
  if (evaluation.status !== "rebootPending" || !leadsToThisMachine(connection)) return evaluation;
  // Fast Startup keeps the kernel session over a shutdown, and the services with it.
  const hint = "Choose Restart; Shut down and power on does not count while Fast Startup is on.";
  return { ...evaluation, statusReason: `${evaluation.statusReason} ${hint}` };
}
