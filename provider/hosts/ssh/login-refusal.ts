import { AuthenticationError } from "../../errors";
import { sanitize } from "../../sanitize";
import type { SshAccount } from "./login";

/** The host asks for something else, or for more: no word on the credential itself, which other hosts may take. */
export class OtherMethodError extends AuthenticationError {
  override name = AuthenticationError.name;
}

/** The host asks for a new password: the old one has expired. */
export function passwordExpired(account: SshAccount): AuthenticationError {
  return notLoggedIn(account, "the password has expired", "Set a new one on the host first.");
}

/** Whether what the host said when it hung up during a log-in means that it had enough of failed ones. */
export function isTurningAway(code: unknown, said: string): boolean {
  // 13, 14 and 15 are AUTH_CANCELLED_BY_USER, NO_MORE_AUTH_METHODS_AVAILABLE and ILLEGAL_USER_NAME (RFC 4253 section 11.1).
  return code === 13 || code === 14 || code === 15 || (code === 2 && /authentication failures/i.test(said));
}

/** The host hung up because of failed log-ins; `said` is its own text, `shown` a clause of ours about what it was shown. */
export function turnedAway(
  account: SshAccount,
  { said, shown, hint }: { readonly said: string; readonly shown?: string; readonly hint: string },
  cause: unknown,
): AuthenticationError {
  const after = shown === undefined ? "" : `, after ${shown}`;
  return notLoggedIn(account, `the host ended the log-in: ${sanitize(said)}${after}`, hint, cause);
}

/** The host took what was shown, and asks for something else too. */
export function wantsMore(account: SshAccount, shown: string, left: readonly string[]): AuthenticationError {
  return wantsOther(
    account,
    `${shown} was accepted, but the host wants more (${inWords(left)})`,
    "Use an account that needs one factor.",
  );
}

/** The host does not take this kind of credential at all. */
export function takesNone(account: SshAccount, method: string, left: readonly string[]): AuthenticationError {
  return wantsOther(
    account,
    `the host takes no ${method} (only: ${inWords(left)})`,
    "Allow the method in sshd_config on the host, or give another kind of credential.",
  );
}

/** The host did not take what was shown; `what` it was reads like "the password". */
export function refused(account: SshAccount, what: string, hint: string): AuthenticationError {
  return notLoggedIn(account, `the host refused ${what}`, `${hint} It is not tried again in this run.`);
}

/** What to do where a key is refused. sshd_config(5) of Windows: for members of Administrators the user's own file is not read. */
export const checkKey =
  "Check user and key; for members of Administrators Windows' sshd reads keys only from %ProgramData%\\ssh\\administrators_authorized_keys, which nobody but SYSTEM and Administrators may write.";

/** A log-in that came to nothing, in the words given. */
export function notLoggedIn(
  { user, host }: SshAccount,
  problem: string,
  hint: string,
  cause?: unknown,
): AuthenticationError {
  return new AuthenticationError({ operation: `log in as ${user}`, host, problem, hint, cause });
}

/** A log-in that came to nothing without a word on the credential. */
export function wantsOther({ user, host }: SshAccount, problem: string, hint: string): OtherMethodError {
  return new OtherMethodError({ operation: `log in as ${user}`, host, problem, hint });
}

function inWords(methods: readonly string[]): string {
  return methods.map((method) => sanitize(method)).join(", ");
}
