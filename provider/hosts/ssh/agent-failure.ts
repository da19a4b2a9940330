import { CredentialUnavailableError } from "../../errors";
import { startAgentHint } from "./agent";
import type { SshAccount } from "./login";

/** An agent as messages name it. */
export interface NamedAgent {
  /** The path, or the variable that holds it. */
  readonly named: string;
  /** The fingerprint that `agentKey` names, if the connection has one. */
  readonly onlyKey: string | undefined;
}

const mostShown = 8;

/** There is no agent, or nothing that responds like one; `error` is what the system or the SSH library said. */
export function noAgent(account: SshAccount, agent: NamedAgent, error: unknown): CredentialUnavailableError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (message === "Agent responded with failure") {
    return fault(account, agent, "refused to list its keys", "Check the agent (ssh-add -l).", error);
  }
  if (code === "ENOENT" || code === "ECONNREFUSED")
    return fault(account, agent, "is not running", startAgentHint(), error);
  if (code === "EACCES" || code === "EPERM") {
    const hint = "Run Pulumi as the account that owns the agent.";
    return fault(account, agent, "is not accessible to this account", hint, error);
  }
  return fault(account, agent, "does not respond like an SSH agent", startAgentHint(), error);
}

/** The agent holds nothing that could be offered. */
export function noKeys(account: SshAccount, agent: NamedAgent): CredentialUnavailableError {
  return fault(
    account,
    agent,
    "holds no RSA, ECDSA or Ed25519 key",
    "Add the key (ssh-add), or unlock the agent (ssh-add -X); ssh-add -l lists its keys.",
  );
}

/** The agent does not hold the one key that may be offered; `held` are fingerprints. */
export function keyMissing(
  account: SshAccount,
  agent: NamedAgent,
  held: readonly string[],
): CredentialUnavailableError {
  const others = held.length > mostShown ? ` and ${held.length - mostShown} more` : "";
  return new CredentialUnavailableError({
    operation: `log in as ${account.user}`,
    host: account.host,
    problem: `${account.prefix}agentKey (${agent.onlyKey}) names a key that the agent does not hold; it holds ${held.slice(0, mostShown).join(", ")}${others}`,
    hint: "Add the key to the agent (ssh-add), or name one that it holds (ssh-add -l).",
  });
}

/** The agent would not sign, or not in a way that can be used, with a key that the host asks for. */
export function noSignature(
  account: SshAccount,
  agent: NamedAgent,
  fingerprint: string,
  cause: unknown,
): CredentialUnavailableError {
  return fault(
    account,
    agent,
    `did not sign with ${fingerprint}, which the host would accept`,
    `Check the agent (is it still running, was a confirmation denied?), or set ${account.prefix}agentKey to another key.`,
    cause,
  );
}

/** The agent did not answer in time. */
export function agentSilent(
  account: SshAccount,
  agent: NamedAgent,
  seconds: number,
): CredentialUnavailableError {
  return fault(
    account,
    agent,
    `did not respond within ${seconds} s`,
    "Check whether it is waiting for a confirmation (ssh-add -c), or restart it.",
  );
}

function fault(
  { user, host, prefix }: SshAccount,
  { named }: NamedAgent,
  problem: string,
  hint: string,
  cause?: unknown,
): CredentialUnavailableError {
  return new CredentialUnavailableError({
    operation: `log in as ${user}`,
    host,
    problem: `${prefix}agent (${named}) ${problem}`,
    hint,
    cause,
  });
}
