import type { AuthHandlerMiddleware } from "ssh2";
import { AuthenticationError, type NatTraversalError } from "../../errors";
import { sanitize } from "../../sanitize";
import type { CredentialGate, CredentialNames } from "../credential-gate";
import type { Wait } from "../pausable-clock";

/** Whose log-in it is, in the words of messages. */
export interface SshAccount {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly user: string;
  /** What the connection's properties are called in front of their names: "jumpHost." for those of a jump host, else "". */
  readonly prefix: string;
}

/** One log-in, from the host's first question to its verdict; what ends it without one goes to the session. */
export interface Login {
  /** Says what to offer next. */
  readonly answer: AuthHandlerMiddleware;
  /** Is told by which methods one may go on after a refusal: of an agent's keys the library tells `answer` nothing. */
  refused(methodsLeft: readonly string[]): void;
  /** The host hung up because of failed log-ins. */
  turnedAway(said: string, cause: unknown): AuthenticationError;
  /** The failure if it takes too long now, where it is not the host that is waited for. */
  overdue(seconds: number): NatTraversalError | undefined;
  /** Nothing is to be offered any more. */
  end(): void;
}

/** Ends a log-in without a verdict of the host, or with one. */
export type Refuse = (error: NatTraversalError) => void;

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

/** What is asked of the connection whose credential waits for its turn. */
export interface OfferingSession {
  /** Settles as the log-in does. */
  readonly opened: Promise<void>;
  readonly isOpen: () => boolean;
  readonly wait: Wait;
  readonly fail: (error: unknown) => void;
}

/** Has a log-in begin when it is its credential's turn; each further offer of it answers the host's word on the one before. */
export function gatedAuth(
  answer: AuthHandlerMiddleware,
  { gate, names }: { readonly gate: CredentialGate; readonly names: CredentialNames },
  session: OfferingSession,
): AuthHandlerMiddleware {
  let hasBegun = false;
  return (methodsLeft, partialSuccess, next) => {
    if (hasBegun) {
      answer(methodsLeft, partialSuccess, next);
      return;
    }
    hasBegun = true;
    const turn = new Promise<void>((begin) => {
      const show = async () => {
        begin();
        if (!session.isOpen()) throw new Error("the connection has ended before its turn");
        answer(methodsLeft, partialSuccess, next);
        await session.opened.catch((error) => {
          // Not to be held against the credential: other hosts may take it.
          throw error instanceof OtherMethodError ? new Error("it was not judged", { cause: error }) : error;
        });
      };
      gate.offer(names, show).catch((error) => session.fail(error));
    });
    session.wait(Promise.race([turn, session.opened]));
  };
}
