import type { ParsedKey } from "ssh2";
import { CredentialUnavailableError } from "../../errors";
import type { SecretSource } from "../connection";
import type { CredentialGate, CredentialNames } from "../credential-gate";
import { type CredentialErrors, credentialFault, readOpenText, type SecretReader } from "../secret-reader";
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
import { loadSsh2 } from "./library";
import type { SshAccount } from "./login";

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

/** Everything needed to open a connection. */
export interface SshTarget extends SshAddress, SshAccount {
  readonly credential: SshCredential;
  readonly names: CredentialNames;
  readonly gate: CredentialGate;
  readonly policy: HostKeyPolicy;
  /** Seconds between keepalive packets; after three without an answer the link counts as lost. */
  readonly keepaliveSeconds: number;
}

/** A secret's text, and where it came from, for messages. */
export interface SecretText {
  readonly text: string;
  readonly source: SecretSource;
}

/**
 * A private key in any of the forms the SSH library reads: OpenSSH's, PEM (PKCS#1, SEC 1), PuTTY's.
 * Throws CredentialUnavailableError naming `privateKey` or `passphrase`, whichever is at fault, with this prefix, never the content.
 */
export function parsePrivateKey(
  prefix: string,
  privateKey: SecretText,
  passphrase: SecretText | undefined,
): ParsedKey {
  const fault = (problem: string, hint: string) =>
    credentialFault(`${prefix}privateKey`, privateKey.source, problem, hint);
  const parsed = loadSsh2().utils.parseKey(privateKey.text, passphrase?.text);
  if (!(parsed instanceof Error)) {
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key?.isPrivateKey()) return key;
    throw fault("is a public key", "Give the private half, without .pub.");
  }
  // The parser's message is only looked at, never passed on: some of them quote what could not be read.
  if (passphrase === undefined && /encrypted/i.test(parsed.message)) {
    throw fault("is encrypted", "Give its passphrase.");
  }
  const hint = "Give an OpenSSH or PEM private key; a path is written { file: … }.";
  if (!looksLikeKey(privateKey.text)) throw fault("is not a private key", hint);
  if (passphrase === undefined) {
    throw fault("is a private key in a form that cannot be read", hint);
  }
  throw credentialFault(
    `${prefix}passphrase`,
    passphrase.source,
    `does not open ${prefix}privateKey`,
    "Check the passphrase; if it is right, the key may be damaged.",
  );
}

function looksLikeKey(text: string): boolean {
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text) || text.trim().startsWith("PuTTY-User-Key-File");
}
