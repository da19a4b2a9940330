/** What only a connection over SSH takes. */
export type SshOnlyNames =
  | "hostKey"
  | "keepaliveSeconds"
  | "privateKey"
  | "passphrase"
  | "agent"
  | "agentKey"
  | "jumpHost";

/** What only a connection over WinRM takes. */
export type WinrmOnlyNames =
  | "scheme"
  | "auth"
  | "clientCertificate"
  | "clientKey"
  | "ca"
  | "certificateSha256"
  | "tls";

/** What only a connection through PowerShell takes. */
export type PowerShellOnlyNames = "executable";

/** Names that the compiler refuses here: in a union of forms it would let one form's names pass in another. */
export type NotTaken<Names extends string> = { [Name in Names]?: never };
