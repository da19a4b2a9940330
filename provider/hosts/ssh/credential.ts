import type { ParsedKey } from "ssh2";
import { CredentialUnavailableError } from "../../errors";
import type { SecretSource } from "../connection";
import { type CredentialErrors, credentialFault, readOpenText, type SecretReader } from "../secret-reader";
import { type AgentAddress, agentAddress } from "./agent-address";
import { agentKeyFingerprint, agentKeyFormFault } from "./agent-key";
import { type SshServer, sshPort } from "./connection";
import { type HostKeyPolicy, hostKeyFormFault, hostKeyPolicy, knownHostsPolicy } from "./host-key";
import { parsePrivateKey } from "./private-key";

const knownHostsAdvice = "Give the path of an existing known_hosts file.";

/** What is shown to the host: exactly one method, never two. */
export type SshCredential =
  | { readonly method: "password"; readonly password: string }
  | { readonly method: "publickey"; readonly key: ParsedKey }
  | ({
      readonly method: "agent";
      /** The fingerprint of the one key that may be offered; any unless told. */
      readonly onlyKey: string | undefined;
    } & AgentAddress);

/** A server of a connection, and what its properties are called in front of their names, for messages: "" or "jumpHost.". */
export interface PlacedServer {
  readonly server: SshServer;
  readonly prefix: string;
}

/** The texts behind a server's credential and its host key, as they are now. */
export interface SshTexts {
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
  readonly passphrase: string | undefined;
  readonly agent: AgentAddress | undefined;
  /** The fingerprint that `agentKey` names. */
  readonly agentKey: string | undefined;
  /** The text of `hostKey`, or of the known_hosts file it names. */
  readonly hostKey: string;
}

/** Reads every source of a server; notes all that cannot be read. */
export function readSshTexts(
  { server, prefix }: PlacedServer,
  readSecret: SecretReader,
  faults: CredentialErrors,
): SshTexts {
  const read = (property: string, source: SecretSource | undefined) =>
    source === undefined ? undefined : faults.attempt(() => readSecret(`${prefix}${property}`, source));
  const { agent, hostKey } = server;
  return {
    password: read("password", server.password),
    privateKey: read("privateKey", server.privateKey),
    passphrase: read("passphrase", server.passphrase),
    agent: agent === undefined ? undefined : faults.attempt(() => agentAddress(`${prefix}agent`, agent)),
    agentKey: faults.attempt(() => readAgentKey(server, prefix)),
    hostKey: faults.attempt(() => readOpenText(`${prefix}hostKey`, hostKey, knownHostsAdvice)) ?? "",
  };
}

/** Makes the credential and the host key policy of texts; undefined, and all that is unusable noted, where that cannot be. */
export function useSshTexts(
  placed: PlacedServer,
  texts: SshTexts,
  faults: CredentialErrors,
): { readonly credential: SshCredential; readonly policy: HostKeyPolicy } | undefined {
  const credential = faults.attempt(() => credentialOf(placed, texts));
  const policy = faults.attempt(() => policyOf(placed, texts.hostKey));
  return credential === undefined || policy === undefined ? undefined : { credential, policy };
}

function readAgentKey({ agentKey }: SshServer, prefix: string): string | undefined {
  if (agentKey === undefined) return undefined;
  const fault = agentKeyFormFault(agentKey);
  if (fault === undefined) return agentKeyFingerprint(agentKey);
  throw credentialFault(
    `${prefix}agentKey`,
    agentKey,
    fault,
    "ssh-add -l shows the keys that the agent holds.",
  );
}

function policyOf({ server, prefix }: PlacedServer, text: string): HostKeyPolicy {
  const names = { host: server.host, port: sshPort(server) };
  if (typeof server.hostKey !== "string") return knownHostsPolicy(text, names);
  const fault = hostKeyFormFault(text);
  if (fault === undefined) return hostKeyPolicy(text, names);
  throw credentialFault(
    `${prefix}hostKey`,
    text,
    fault,
    "Give the key that the host really has, for example SHA256:….",
  );
}

function credentialOf({ server, prefix }: PlacedServer, texts: SshTexts): SshCredential {
  if (texts.password !== undefined) return { method: "password", password: texts.password };
  if (texts.agent !== undefined) return { method: "agent", ...texts.agent, onlyKey: texts.agentKey };
  if (texts.privateKey === undefined || server.privateKey === undefined) {
    throw new CredentialUnavailableError({
      operation: "choose a credential",
      problem: `none of ${prefix}password, ${prefix}privateKey and ${prefix}agent is given`,
      hint: "Give one of them.",
    });
  }
  return {
    method: "publickey",
    key: parsePrivateKey(
      prefix,
      { text: texts.privateKey, source: server.privateKey },
      texts.passphrase === undefined || server.passphrase === undefined
        ? undefined
        : { text: texts.passphrase, source: server.passphrase },
    ),
  };
}
