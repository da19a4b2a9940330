import type { AuthHandlerMiddleware } from "ssh2";
import type { CredentialGate, CredentialNames } from "../credential-gate";
import type { Wait } from "../pausable-clock";
import { OtherMethodError } from "./login-refusal";

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
      gate.show(names, show).catch((error) => session.fail(error));
    });
    session.wait(Promise.race([turn, session.opened]));
  };
}
