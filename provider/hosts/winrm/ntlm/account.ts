/** An account in the two parts that NTLM sends. */
export interface NtlmAccount {
  /** Empty where the user names none; `.` stands for the host itself. */
  readonly domain: string;
  readonly user: string;
}

/** Splits `DOMAIN\user`; `user@domain` and a bare name go as they are, and the host finds the domain. */
export function splitAccount(name: string): NtlmAccount {
  const at = name.indexOf("\\");
  return at < 0 ? { domain: "", user: name } : { domain: name.slice(0, at), user: name.slice(at + 1) };
}
