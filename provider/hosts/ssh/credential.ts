import type { ParsedKey } from "ssh2";
import { CredentialUnavailableError } from "../../errors";
import type { CredentialGate } from "../credential-gate";
import type { CredentialNames } from "../credential-names";
import {
  type CredentialErrors,
  credentialFault,
  faultOf,
  type SecretReader,
  type SourcedText,
  TextReader,
} from "../secret-reader";
import { type AgentAddress, agentAddress } from "./agent";
import { type SshServer, sshPort } from "./connection";
import type { SshAddress } from "./failure";
import {
  agentKeyFingerprint,
  agentKeyFormFault,
  type HostKeyPolicy,
  hostKeyFormFault,
  hostKeyPolicy,
  knownHostsPolicy,
} from "./host-key";
import type { SshAccount } from "./login";
import { parsePrivateKey } from "./private-key";

/** What is offered to the host: exactly one method, never two. */
export type SshCredential =
  | { readonly method: "password"; readonly password: string }
  | { readonly method: "publickey"; readonly key: ParsedKey }
  | ({
      readonly method: "agent";
      /** The fingerprint of the one key that may be offered; any if undefined. */
      readonly onlyKey: string | undefined;
    } & AgentAddress);

/** A server of a connection, and what its properties are called in front of their names, for messages: "" or "jumpHost.". */
export interface PlacedServer {
  readonly server: SshServer;
  readonly prefix: string;
}

/** Everything needed to open a connection. */
export interface SshTarget extends SshAddress, SshAccount {
  readonly credential: SshCredential;
  readonly names: CredentialNames;
  readonly gate: CredentialGate;
  readonly policy: HostKeyPolicy;
  /** Seconds between keepalive packets; after three without an answer the link counts as lost. */
  readonly keepaliveSeconds: number;
}

/** The texts behind a server's credential and its host key, as they are now. */
export interface SshTexts {
  readonly password: SourcedText | undefined;
  readonly privateKey: SourcedText | undefined;
  readonly passphrase: SourcedText | undefined;
  readonly agent: AgentAddress | undefined;
  /** The fingerprint that `agentKey` names. */
  readonly agentKey: string | undefined;
  /** `hostKey`, or the known_hosts file it names; undefined only where that cannot be read. */
  readonly hostKey: SourcedText | undefined;
}

/** Reads every source of a server; notes all that cannot be read. */
export function readSshTexts(
  { server, prefix }: PlacedServer,
  readSecret: SecretReader,
  faults: CredentialErrors,
): SshTexts {
  const reader = new TextReader(readSecret, faults, prefix);
  const { agent } = server;
  return {
    password: reader.secret("password", server.password),
    privateKey: reader.secret("privateKey", server.privateKey),
    passphrase: reader.secret("passphrase", server.passphrase),
    agent: agent === undefined ? undefined : faults.attempt(() => agentAddress(`${prefix}agent`, agent)),
    agentKey: faults.attempt(() => readAgentKey(server, prefix)),
    hostKey: reader.open("hostKey", server.hostKey, "Set file to the path of an existing known_hosts file."),
  };
}

/** Makes the credential and the host key policy from texts; undefined, with each fault noted, where that is impossible. */
export function useSshTexts(
  placed: PlacedServer,
  texts: SshTexts,
  faults: CredentialErrors,
): { readonly credential: SshCredential; readonly policy: HostKeyPolicy } | undefined {
  const { hostKey } = texts;
  const credential = faults.attempt(() => credentialOf(placed.prefix, texts));
  const policy = hostKey && faults.attempt(() => policyOf(placed.server, hostKey));
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
    "ssh-add -l lists the keys that the agent holds.",
  );
}

function policyOf(server: SshServer, hostKey: SourcedText): HostKeyPolicy {
  const names = { host: server.host, port: sshPort(server) };
  if (typeof hostKey.source !== "string") return knownHostsPolicy(hostKey.text, names);
  const fault = hostKeyFormFault(hostKey.text);
  if (fault === undefined) return hostKeyPolicy(hostKey.text, names);
  throw faultOf(hostKey, fault, "Set it to the actual key of the host, for example SHA256:….");
}

function credentialOf(prefix: string, texts: SshTexts): SshCredential {
  const { password, privateKey, passphrase, agent, agentKey } = texts;
  if (password !== undefined) return { method: "password", password: password.text };
  if (agent !== undefined) return { method: "agent", ...agent, onlyKey: agentKey };
  if (privateKey === undefined) {
    throw new CredentialUnavailableError({
      operation: "choose a credential",
      problem: `no ${prefix}password, ${prefix}privateKey or ${prefix}agent is given`,
      hint: "Set one of them.",
    });
  }
  return { method: "publickey", key: parsePrivateKey(privateKey, passphrase) };
}
