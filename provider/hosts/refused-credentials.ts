import type { AuthenticationError } from "../errors";

/**
 * Credentials that a host refused in this process, never offered again: by a digest of account and secret, and of the host too where
 * another host would not know them.
 */
export type RefusedCredentials = Map<string, AuthenticationError>;
