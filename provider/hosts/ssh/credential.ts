import type { ParsedKey } from "ssh2";
import { CredentialUnavailableError } from "../../errors";
import type { SecretSource } from "../connection";
import { CredentialFaults, credentialFault, readOpenText, type SecretReader } from "../secret-reader";
import type { SshConnection } from "./connection";
import { sshPort } from "./connection";
import { type HostKeyPolicy, hostKeyFormFault, hostKeyPolicy, knownHostsPolicy } from "./host-key";
import { parsePrivateKey } from "./private-key";

const knownHostsAdvice = "Give the path of an existing known_hosts file.";

/** What is shown to the host: exactly one method, never both. */
export type SshCredential =
  | { readonly method: "password"; readonly password: string }
  | { readonly method: "publickey"; readonly key: ParsedKey };

/** The texts behind a connection's secrets and its host key, as they are now. */
export interface SshTexts {
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
  readonly passphrase: string | undefined;
  /** The text of `hostKey`, or of the known_hosts file it names. */
  readonly hostKey: string;
}

/** Reads every source of the connection; throws one CredentialUnavailableError that names all that cannot be read. */
export function readSshTexts(connection: SshConnection, readSecret: SecretReader): SshTexts {
  const faults = new CredentialFaults(connection.host);
  const read = (property: string, source: SecretSource | undefined) =>
    source === undefined ? undefined : faults.attempt(() => readSecret(property, source));
  const texts = {
    password: read("password", connection.password),
    privateKey: read("privateKey", connection.privateKey),
    passphrase: read("passphrase", connection.passphrase),
    hostKey: faults.attempt(() => readOpenText("hostKey", connection.hostKey, knownHostsAdvice)) ?? "",
  };
  faults.throwIfAny();
  return texts;
}

/** Makes the credential and the host key policy of texts; throws one CredentialUnavailableError for all that is unusable. */
export function useSshTexts(
  connection: SshConnection,
  texts: SshTexts,
): { readonly credential: SshCredential; readonly policy: HostKeyPolicy } {
  const faults = new CredentialFaults(connection.host);
  const credential = faults.attempt(() => credentialOf(connection, texts));
  const policy = faults.attempt(() => policyOf(connection, texts.hostKey));
  faults.throwIfAny();
  if (credential === undefined || policy === undefined) throw new Error("a fault was not collected");
  return { credential, policy };
}

function policyOf(connection: SshConnection, text: string): HostKeyPolicy {
  const names = { host: connection.host, port: sshPort(connection) };
  if (typeof connection.hostKey !== "string") return knownHostsPolicy(text, names);
  const fault = hostKeyFormFault(text);
  if (fault === undefined) return hostKeyPolicy(text, names);
  throw credentialFault(
    "hostKey",
    text,
    fault,
    "Give the key that the host really has, for example SHA256:….",
  );
}

function credentialOf(connection: SshConnection, texts: SshTexts): SshCredential {
  if (texts.password !== undefined) return { method: "password", password: texts.password };
  if (texts.privateKey === undefined || connection.privateKey === undefined) {
    throw new CredentialUnavailableError({
      attempted: "choose a credential",
      happened: "neither password nor privateKey is given",
      advice: "Give one of them.",
    });
  }
  return {
    method: "publickey",
    key: parsePrivateKey(
      { text: texts.privateKey, source: connection.privateKey },
      texts.passphrase === undefined || connection.passphrase === undefined
        ? undefined
        : { text: texts.passphrase, source: connection.passphrase },
    ),
  };
}
