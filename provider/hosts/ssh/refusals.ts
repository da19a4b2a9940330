import { AuthenticationError } from "../../errors";
import type { RefusedCredentials } from "../refused-credentials";

/** Throws what the host answered to this credential earlier in this process, since no credential is shown twice. */
export function throwIfRefused(refused: RefusedCredentials, account: string): void {
  const refusal = refused.get(account);
  if (refusal === undefined) return;
  throw new AuthenticationError({
    ...refusal.details,
    happened: `${refusal.details.happened}, earlier in this run, so it is not tried again`,
  });
}
