import type { AuthenticationError } from "../errors";

/** Credentials that a host refused in this process, by a digest of host, account and secret: never offered again. */
export type RefusedCredentials = Map<string, AuthenticationError>;
