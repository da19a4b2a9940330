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
  const lower = folded(user);
  const backslash = lower.lastIndexOf("\\");
  if (backslash >= 0) return { domain: lower.slice(0, backslash), name: lower.slice(backslash + 1) };
  const at = lower.lastIndexOf("@");
  return at > 0 ? { domain: lower.slice(at + 1), name: lower.slice(0, at) } : { name: lower };
}

/** The name that a computer has among accounts: the first label of its host name. */
function computerName(host: string): string {
  return isIP(host) === 0 ? (folded(host).split(".")[0] ?? "") : host;
}

/** Letters that are no compositions in Unicode, and what Windows takes them for. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
};

/**
 * A name as a directory compares it: without case, accents, width and the kind of kana (KB 938447, KB 2656984). Where this goes further
 * than a directory does, two accounts share the turns of one.
 */
function folded(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđı]/g, (letter) => plainLetters[letter] ?? letter);
  return plain.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}
