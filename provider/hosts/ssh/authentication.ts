import type { AuthHandlerMiddleware, KeyboardInteractiveCallback, Prompt } from "ssh2";
import { AuthenticationError } from "../../errors";
import type { SshCredential } from "./credential";
import { printable } from "./failure";

/** The account that a credential belongs to. */
export interface SshAccount {
  /** The host as the user wrote it. */
  readonly host: string;
  readonly user: string;
}

/**
 * Offers the one credential once. keyboard-interactive only stands in for a password where the host does not take the
 * method `password` at all: a refused password is not tried a second time, because attempts can lock the account.
 */
export function offerOnce(
  account: SshAccount,
  credential: SshCredential,
  refuse: (error: AuthenticationError) => void,
): AuthHandlerMiddleware {
  const tried: string[] = [];
  return (accepted, partialSuccess, next) => {
    const left: readonly string[] = accepted ?? [];
    if (tried.length === 0) {
      tried.push(credential.method);
      if (credential.method === "password") {
        next({ type: "password", username: account.user, password: credential.password });
      } else {
        next({ type: "publickey", username: account.user, key: credential.key });
      }
    } else if (
      credential.method === "password" &&
      tried.length === 1 &&
      !partialSuccess &&
      !left.includes("password") &&
      left.includes("keyboard-interactive")
    ) {
      tried.push("keyboard-interactive");
      const prompt = answerOnce(account, credential.password, refuse);
      next({ type: "keyboard-interactive", username: account.user, prompt });
    } else {
      refuse(refusal(account, credential, left, partialSuccess === true));
    }
  };
}

/** The host asks for a new password: the old one has expired. */
export function passwordExpired(account: SshAccount): AuthenticationError {
  return new AuthenticationError({
    attempted: `log in as ${account.user}`,
    host: account.host,
    happened: "the password has expired",
    advice: "Set a new one on the host first.",
  });
}

/** The host hung up because of failed log-ins. */
export function turnedAway(account: SshAccount, said: string, cause: unknown): AuthenticationError {
  return new AuthenticationError({
    attempted: `log in as ${account.user}`,
    host: account.host,
    happened: `the host ended the log-in: ${printable(said)}`,
    advice: "Check user and credential.",
    cause,
  });
}

function answerOnce(account: SshAccount, password: string, refuse: (error: AuthenticationError) => void) {
  let answered = false;
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: Prompt[],
    finish: KeyboardInteractiveCallback,
  ) => {
    const only = prompts.length === 1 ? prompts[0] : undefined;
    if (!answered && only !== undefined && only.echo !== true) {
      answered = true;
      finish([password]);
      return;
    }
    refuse(
      new AuthenticationError({
        attempted: `log in as ${account.user}`,
        host: account.host,
        happened: answered
          ? "the host asked for the password again"
          : "the host asks for more than a password",
        advice: answered
          ? "Check user and password."
          : "Use an account, or a privateKey, that needs one factor.",
      }),
    );
  };
}

function refusal(
  account: SshAccount,
  credential: SshCredential,
  left: readonly string[],
  partialSuccess: boolean,
): AuthenticationError {
  const offered = left.map((method) => printable(method)).join(", ");
  const attempted = `log in as ${account.user}`;
  if (partialSuccess) {
    return new AuthenticationError({
      attempted,
      host: account.host,
      happened: `the ${credential.method} was accepted, but the host wants more (${offered})`,
      advice: "Use an account that needs one factor.",
    });
  }
  const takes = left.includes(credential.method);
  const happened =
    takes || offered === ""
      ? `the host refused the ${credential.method}`
      : `the host takes no ${credential.method} (only: ${offered})`;
  return new AuthenticationError({
    attempted,
    host: account.host,
    happened,
    advice: adviceFor(credential, takes),
  });
}

// sshd_config(5) of Windows: for members of Administrators the user's own authorized_keys file is not read.
function adviceFor(credential: SshCredential, taken: boolean): string {
  if (!taken) return "Allow the method in sshd_config on the host, or give the other kind of credential.";
  return credential.method === "password"
    ? "Check user and password; the account may be locked or not allowed to log in over SSH. It is not tried again in this run."
    : "Check user and key; for members of Administrators Windows' sshd reads keys only from %ProgramData%\\ssh\\administrators_authorized_keys, which nobody but SYSTEM and Administrators may write. It is not tried again in this run.";
}
