/** Negotiate flags (MS-NLMP 2.2.2.5), by their short names. */
export const ntlmFlags = {
  unicode: 0x0000_0001,
  requestTarget: 0x0000_0004,
  sign: 0x0000_0010,
  seal: 0x0000_0020,
  ntlm: 0x0000_0200,
  alwaysSign: 0x0000_8000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  version: 0x0200_0000,
  key128: 0x2000_0000,
  keyExchange: 0x4000_0000,
  key56: 0x8000_0000,
} as const;

/** What we offer: everything named above. */
export const offeredFlags = allOf(Object.values(ntlmFlags));

/** What a peer must agree to: without any one of these a message could not be sealed, or only weakly. */
export const neededFlags = allOf([
  ntlmFlags.unicode,
  ntlmFlags.sign,
  ntlmFlags.seal,
  ntlmFlags.extendedSessionSecurity,
  ntlmFlags.key128,
  ntlmFlags.keyExchange,
]);

function allOf(flags: readonly number[]): number {
  return flags.reduce((all, flag) => (all | flag) >>> 0, 0);
}
