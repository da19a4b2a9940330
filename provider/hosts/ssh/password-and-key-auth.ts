import type { AuthenticationType, AuthHandlerMiddleware, KeyboardInteractiveCallback, Prompt } from "ssh2";
import type { AuthenticationError } from "../../errors";
import type { SshCredential } from "./credential";
import {
  checkKey,
  type FailLogin,
  type Login,
  methodNotAccepted,
  notLoggedIn,
  otherMethodWanted,
  rejected,
  requiresMore,
  type SshAccount,
  tooManyFailures,
} from "./login";

/** A credential that is at hand as a whole. */
type OwnCredential = Exclude<SshCredential, { readonly method: "agent" }>;

/** A login with a password, or with a private key that is at hand. */
export function passwordAndKeyAuth(account: SshAccount, credential: OwnCredential, fail: FailLogin): Login {
  return {
    answer: offerOnce(account, credential, fail),
    rejected: () => {},
    tooManyFailures: (said, cause) =>
      tooManyFailures(account, { said, hint: "Check user and credential." }, cause),
    overdue: () => undefined,
    end: () => {},
  };
}

/**
 * Offers the one credential once. keyboard-interactive only stands in for a password where the host does not accept the
 * method `password` at all: a rejected password is not tried a second time, because attempts can lock the account.
 */
function offerOnce(account: SshAccount, credential: OwnCredential, fail: FailLogin): AuthHandlerMiddleware {
  const tried: AuthenticationType[] = [];
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
      const prompt = answerOnce(account, credential.password, fail);
      next({ type: "keyboard-interactive", username: account.user, prompt });
    } else {
      fail(rejection(account, tried, left, partialSuccess === true));
    }
  };
}

function answerOnce(account: SshAccount, password: string, fail: FailLogin) {
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
    fail(
      answered
        ? notLoggedIn(account, "the host asked for the password again", "Check user and password.")
        : otherMethodWanted(
            account,
            "the host asks for more than a password",
            "Use an account that needs only one factor, or a privateKey.",
          ),
    );
  };
}

function rejection(
  account: SshAccount,
  [method = "none", insteadOfIt]: readonly AuthenticationType[],
  left: readonly string[],
  partialSuccess: boolean,
): AuthenticationError {
  if (partialSuccess) return requiresMore(account, `the ${method}`, left);
  // A password entered at a prompt has been checked, though the method of its name is not accepted.
  if (insteadOfIt === undefined && left.length > 0 && !left.includes(method))
    return methodNotAccepted(account, method, left);
  const hint =
    method === "password"
      ? "Check user and password; the account may be locked or not allowed to log in over SSH."
      : checkKey;
  return rejected(account, `the ${method}`, hint);
}
