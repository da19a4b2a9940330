import { isIP } from "node:net";
import { digest, type HostAddress } from "./transport";

/** A credential in two names, both digests: as all hosts know it that could lock it, and as one host knows it. */
export interface CredentialNames {
  /** The same for every host whose directory may hold the account; else the same as `atHost`. */
  readonly account: string;
  readonly atHost: string;
}

/** What is offered, and where. */
export interface OfferedCredential {
  readonly transport: string;
  readonly address: HostAddress;
  readonly user: string | undefined;
  /** Only a password can be guessed, and so locks an account; a key or a certificate does not. */
  readonly password: string | undefined;
  /** The texts of other credentials, and where an agent is. */
  readonly others?: readonly (string | undefined)[];
}

/**
 * The names of a credential, by one rule for every transport. A directory knows an account by its name and password alone: over whatever transport, and
 * spelled `DOMAIN\user`, `user@domain` or as the bare name, which a host that is in a domain looks up there. An account is a host's own where it is
 * spelled `.\user`, or with that host's name.
 */
export function credentialNames(offered: OfferedCredential): CredentialNames {
  const { transport, address, user, password, others = [] } = offered;
  const { domain, name } = spelled(user);
  const atHost = digest([transport, placeOf(address), user?.toLowerCase(), password, ...others]);
  const isOwn = domain !== undefined && [".", computerName(address.host)].includes(domain);
  if (password === undefined || isOwn) return { account: atHost, atHost };
  return { account: digest(["account", name, password]), atHost };
}

/** Host, port and the way there: one address may be another machine at another port, or by another way. */
function placeOf({ host, port, by }: HostAddress): unknown {
  return [host.toLowerCase(), port, by && placeOf(by)];
}

function spelled(user = ""): { readonly domain?: string; readonly name: string } {
  const lower = user.toLowerCase();
  const backslash = lower.lastIndexOf("\\");
  if (backslash >= 0) return { domain: lower.slice(0, backslash), name: lower.slice(backslash + 1) };
  const at = lower.lastIndexOf("@");
  return at > 0 ? { domain: lower.slice(at + 1), name: lower.slice(0, at) } : { name: lower };
}

/** The name that a computer has among accounts: the first label of its host name. */
function computerName(host: string): string {
  return isIP(host) === 0 ? (host.toLowerCase().split(".")[0] ?? "") : host;
}
