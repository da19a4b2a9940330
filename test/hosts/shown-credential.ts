import { AuthenticationError } from "../../provider/errors";
import { CredentialGate } from "../../provider/hosts/credential-gate";
import type { CredentialNames } from "../../provider/hosts/credential-names";
import { ManualClock } from "../support/manual-clock";

/** The names of one account's credential at a host. */
export const namesAt = (host: string): CredentialNames => ({ account: "svc", atHost: `svc at ${host}` });

/** Lets every promise that is ready, and what follows from it, run. */
export const settled = () => new ManualClock().advance(0);

/** A gate, what was shown to which host, and a way to show the credential to one that answers when told. */
export function newGate() {
  const gate = CredentialGate.of(new Map());
  const shown: string[] = [];
  const show = (host: string, names = namesAt(host)) => {
    let answer = (_error?: Error) => {};
    const result = gate.offer(names, () => {
      shown.push(host);
      return new Promise<string>((resolve, reject) => {
        answer = (error) => (error === undefined ? resolve(host) : reject(error));
      });
    });
    result.catch(() => {});
    return { result, takes: () => answer(), fails: (error: Error) => answer(error) };
  };
  return { gate, shown, show };
}

/** That host's answer to a wrong password. */
export function rejectionBy(host: string): AuthenticationError {
  return new AuthenticationError({
    operation: "log in as svc",
    host,
    problem: "the host rejected the password",
    hint: "Correct it.",
  });
}
