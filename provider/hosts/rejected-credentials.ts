import type { NatTraversalError } from "../errors";

/** What hosts answered to credentials that they refused in this process, by a digest that names the credential: never offered again. */
export type RejectedCredentials = Map<string, NatTraversalError>;
