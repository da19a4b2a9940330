import type { AuthHandlerMiddleware } from "ssh2";
import { AuthenticationError, type NatTraversalError } from "../../errors";
import { quoteForeign } from "../../sanitize";

/** Whose login it is, in the words of messages. */
export interface SshAccount {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly user: string;
  /** What the connection's properties are called in front of their names: "jumpHost." for those of a jump host, else "". */
  readonly prefix: string;
}

/** One login, from the host's first question to its result. */
export interface Login {
  /** Says what to offer next. */
  readonly answer: AuthHandlerMiddleware;
  /** Is told by which methods the login may continue after a rejection: of an agent's keys the library tells `answer` nothing. */
  rejected(methodsLeft: readonly string[]): void;
  /** The host hung up because of failed logins. */
  tooManyFailures(said: string, cause: unknown): AuthenticationError;
  /** The failure if it takes too long now, where something other than the host is waited for. */
  overdue(seconds: number): NatTraversalError | undefined;
  /** Nothing is to be offered any more. */
  end(): void;
}

/** Ends a login with its failure. */
export type FailLogin = (error: NatTraversalError) => void;

/** The host asks for something else, or for more: this says nothing about the credential itself, which other hosts may accept. */
export class OtherMethodError extends AuthenticationError {
  override name = AuthenticationError.name;
}

/** The host asks for a new password: the old one has expired. */
export function passwordExpired(account: SshAccount): AuthenticationError {
  return notLoggedIn(account, "the password has expired", "Set a new one on the host first.");
}

/** Whether what the host said when it hung up during a login means that too many have failed. */
export function isTooManyFailures(code: unknown, said: string): boolean {
  // 13, 14 and 15 are AUTH_CANCELLED_BY_USER, NO_MORE_AUTH_METHODS_AVAILABLE and ILLEGAL_USER_NAME (RFC 4253 section 11.1).
  return code === 13 || code === 14 || code === 15 || (code === 2 && /authentication failures/i.test(said));
}

/** The host hung up because of failed logins; `said` is its own text, `offered` a clause of ours about what was offered. */
export function tooManyFailures(
  account: SshAccount,
  { said, offered, hint }: { readonly said: string; readonly offered?: string; readonly hint: string },
  cause: unknown,
): AuthenticationError {
  const after = offered === undefined ? "" : `, after ${offered}`;
  return notLoggedIn(account, `the host ended the login: ${quoteForeign(said)}${after}`, hint, cause);
}

/** The host accepted what was offered, and asks for something else too. */
export function requiresMore(
  account: SshAccount,
  offered: string,
  left: readonly string[],
): AuthenticationError {
  return otherMethodWanted(
    account,
    `${offered} was accepted, but the host also requires ${listed(left)}`,
    "Use an account that needs only one factor.",
  );
}

/** The host does not accept this kind of credential at all. */
export function methodNotAccepted(
  account: SshAccount,
  method: string,
  left: readonly string[],
): AuthenticationError {
  return otherMethodWanted(
    account,
    `the host does not accept ${method} authentication (it accepts: ${listed(left)})`,
    "Enable the method in sshd_config on the host, or use another kind of credential.",
  );
}

/** The host rejected the credential; `what` it was reads like "the password". */
export function rejected(account: SshAccount, what: string, hint: string): AuthenticationError {
  return notLoggedIn(account, `the host rejected ${what}`, `${hint} It is not tried again in this run.`);
}

/** What to do where a key is rejected. sshd_config(5) of Windows: for members of Administrators the user's own file is not read. */
export const checkKey =
  "Check user and key. For members of Administrators, Windows' sshd reads keys only from %ProgramData%\\ssh\\administrators_authorized_keys, to which only SYSTEM and Administrators may have write access.";

/** A failed login, in the words given. */
export function notLoggedIn(
  { user, host }: SshAccount,
  problem: string,
  hint: string,
  cause?: unknown,
): AuthenticationError {
  return new AuthenticationError({ operation: `log in as ${user}`, host, problem, hint, cause });
}

/** A failed login that says nothing about the credential. */
export function otherMethodWanted(
  { user, host }: SshAccount,
  problem: string,
  hint: string,
): OtherMethodError {
  return new OtherMethodError({ operation: `log in as ${user}`, host, problem, hint });
}

function listed(methods: readonly string[]): string {
  // Names of methods have no blanks and no control characters (RFC 4250 section 4.6.1); anything else is the host's own text.
  const names = methods.every((method) => /^[\w.@-]{1,64}$/.test(method)) && methods.length <= 8;
  return names ? methods.join(", ") : quoteForeign(methods.join(", "));
}
