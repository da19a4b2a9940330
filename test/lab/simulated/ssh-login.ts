import { type AuthContext, type ParsedKey, utils } from "ssh2";

/** Who may log in to a simulated SSH server. */
export interface Accounts {
  readonly user: string;
  readonly password: string;
  /** Public keys in OpenSSH's one-line form. */
  readonly authorizedKeys: readonly string[];
}

/** "ask" is the first question of a client, which methods there are: no attempt. */
export type LoginVerdict = "accept" | "refuse" | "ask";

/** Judges one authentication request. */
export function judgeLogin(context: AuthContext, accounts: Accounts): LoginVerdict {
  if (context.method === "none") return "ask";
  if (context.username !== accounts.user) return "refuse";
  if (context.method === "password") return context.password === accounts.password ? "accept" : "refuse";
  if (context.method !== "publickey") return "refuse";
  const key = accounts.authorizedKeys
    .map(parsed)
    .find((known) => known?.getPublicSSH().equals(context.key.data));
  if (key === undefined) return "refuse";
  if (context.signature === undefined || context.blob === undefined) return "accept";
  return key.verify(context.blob, context.signature, context.hashAlgo) === true ? "accept" : "refuse";
}

function parsed(line: string): ParsedKey | undefined {
  const key = utils.parseKey(line);
  return key instanceof Error ? undefined : Array.isArray(key) ? key[0] : key;
}
