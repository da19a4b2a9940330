import type { AuthHandlerMiddleware } from "ssh2";
import type { CredentialGate } from "../credential-gate";
import type { CredentialNames } from "../credential-names";
import type { Wait } from "../pausable-clock";
import { OtherMethodError } from "./login";

/** What is asked of the session whose credential waits for its turn. */
export interface OfferingSession {
  /** Settles as the login does. */
  readonly opened: Promise<void>;
  readonly isOpen: () => boolean;
  readonly wait: Wait;
  readonly fail: (error: unknown) => void;
}

/** Has a login begin when it is its credential's turn; each further offer responds to what the host said to the one before. */
export class GatedAuth {
  private state: "new" | "waiting" | "offering" = "new";
  /** What the turn begins with. */
  private atTurn = () => {};

  constructor(
    private readonly login: { readonly answer: AuthHandlerMiddleware },
    private readonly credential: { readonly gate: CredentialGate; readonly names: CredentialNames },
    private readonly session: OfferingSession,
  ) {}

  /** Whether the credential waits: nothing has been offered to the host. */
  get isWaiting(): boolean {
    return this.state === "waiting";
  }

  /** What the SSH library asks for the next offer. */
  readonly answer: AuthHandlerMiddleware = (methodsLeft, partialSuccess, next) => {
    const offer = () => this.login.answer(methodsLeft, partialSuccess, next);
    if (this.state === "offering") {
      offer();
      return;
    }
    this.atTurn = offer;
    if (this.state === "new") this.wait();
  };

  /** The connection ended while the credential waited, as sshd ends one on which nobody logs in: its turn begins with another one. */
  reopenAtTurn(reopen: () => void): void {
    this.atTurn = reopen;
  }

  private wait(): void {
    const { session } = this;
    this.state = "waiting";
    const turn = new Promise<void>((begin) => {
      const offer = async () => {
        begin();
        if (!session.isOpen()) throw new Error("the connection has ended before its turn");
        this.state = "offering";
        this.atTurn();
        await session.opened.catch((error) => {
          // Not to be held against the credential: other hosts may accept it.
          throw error instanceof OtherMethodError
            ? new Error("the credential was not checked", { cause: error })
            : error;
        });
      };
      this.credential.gate.offer(this.credential.names, offer).catch((error) => session.fail(error));
    });
    session.wait(Promise.race([turn, session.opened]));
  }
}
