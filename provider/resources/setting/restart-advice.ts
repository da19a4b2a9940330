import type { Connection } from "../../hosts/connect";
import type { Judgement } from "../../nat-traversal/status";
import { leadsToThisMachine } from "../address";

/** The judgement, with what is left to do where it is the user's own machine that waits for its restart: Pulumi cannot restart it. */
export function withRestartAdvice(connection: Connection, judgement: Judgement): Judgement {
  if (judgement.status !== "rebootPending" || !leadsToThisMachine(connection)) return judgement;
  // Fast Startup keeps the kernel session over a shutdown, and the services with it.
  const advice = "Choose Restart; Shut down and power on does not count while Fast Startup is on.";
  return { ...judgement, statusReason: `${judgement.statusReason} ${advice}` };
}
