import {
  allOptional,
  chosenBy,
  isGiven,
  object,
  optional,
  type Resolved,
  type Rule,
  refused,
  type Schema,
} from "../../validation/schema";
import { choice, text, word } from "../../validation/values";
import {
  accountName,
  hostName,
  insecureAcceptAny,
  looksLikePath,
  port,
  secretSource,
  textSource,
} from "../connection";
import { plainFingerprint } from "./tls";

/** The ways in which a host's WinRM service can be shown who we are. */
export type WinrmAuthentication = "ntlm" | "basic" | "certificate";

const pem = textSource((text) => {
  // It would be stored in the state for everybody to read.
  if (/PRIVATE KEY-----/.test(text)) return "must not hold a private key; clientKey is the place for it";
  if (/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(text)) return undefined;
  const hint = looksLikePath(text) ? '; to name a file, write { file: "path" }' : "";
  return `must be PEM text, with a line -----BEGIN CERTIFICATE-----${hint}`;
});

/** Where a WinRM service is, and how it proves that it is the right one. */
export const endpointEntries = {
  /** Says that the host is reached over WinRM. */
  transport: word("winrm"),
  /** Name or address of the host; over HTTPS the name that its certificate has. */
  host: hostName,
  /**
   * TCP port of the WinRM service, 1 to 65535.
   * @default 5986 for HTTPS, 5985 for HTTP
   */
  port: optional(port),
  /**
   * `https`, or `http`, where NTLM seals every message but nothing proves which machine answers. There is no fallback from one to the other.
   * @default "https"
   */
  scheme: optional(choice("https", "http")),
  /**
   * PEM text of the certificate authorities that the host's certificate may come from, or a file with it.
   * @default the authorities that Node.js trusts
   */
  ca: optional(pem),
  /**
   * The only certificate that is accepted, whatever its name, issuer and dates: its SHA-256 fingerprint in hexadecimal digits.
   * @default any certificate for `host` from a trusted authority
   */
  certificateSha256: optional(
    text((given) => {
      if (plainFingerprint(given) !== undefined) return undefined;
      const isThumbprint = /^[0-9a-f]{40}$/i.test(given.replace(/[: ]/g, ""));
      const hint = isThumbprint ? "; these are 40, a SHA-1 thumbprint as certificate stores show it" : "";
      return `must be a SHA-256 fingerprint: 64 hexadecimal digits${hint}`;
    }),
  ),
  /**
   * The word `insecureAcceptAny` accepts whatever certificate answers.
   * @default the certificate is verified
   */
  tls: optional(word(insecureAcceptAny)),
};

/** Logging on with a password. */
export const passwordEntries = {
  /** Account on the host: an administrator, as `user` or `COMPUTER\\user` (local), `DOMAIN\\user` or `user@domain`. */
  user: accountName,
  /** Password of `user`: the text (kept as a secret), or where to read it. */
  password: secretSource,
  /**
   * How the password is shown: `ntlm` (NTLMv2, which never sends it), or `basic`, which sends it inside TLS, for local accounts only
   * and only if the host allows it. Kerberos is not available yet.
   * @default "ntlm"
   */
  auth: optional(choice("ntlm", "basic")),
};

/** Logging on with a client certificate, over TLS 1.2. */
export const certificateEntries = {
  /** PEM text of the client certificate, which the host maps to a local account, or a file with it. */
  clientCertificate: pem,
  /** PEM text of its private key, not encrypted (kept as a secret), or where to read it. */
  clientKey: secretSource,
  /**
   * How the certificate is shown; there is one way.
   * @default "certificate"
   */
  auth: optional(word("certificate")),
};

/** Authentications of later versions, or of none: known by name, so that they are told from a slip of the pen. */
const otherAuthentications: Readonly<Record<string, string>> = {
  kerberos: '"kerberos" is not yet available in this version; use "ntlm", which takes domain accounts too',
  negotiate:
    '"negotiate" means Kerberos or NTLM, and Kerberos is not yet available in this version; use "ntlm"',
  credssp: '"credssp" hands the password itself to the host and is not supported; use "ntlm"',
  plaintext: '"plaintext" is not supported: nothing is ever sent unprotected; use "ntlm"',
};

const authentication = choice("ntlm", "basic", "certificate");

const connectionEntries = {
  ...endpointEntries,
  ...allOptional(passwordEntries),
  ...allOptional(certificateEntries),
  auth: optional(
    chosenBy((value): Schema<WinrmAuthentication> => {
      const other = typeof value === "string" ? otherAuthentications[value.toLowerCase()] : undefined;
      return other === undefined ? authentication : refused(other);
    }),
  ),
};

/** A connection over WinRM, with every Output resolved. */
export interface WinrmConnection extends Resolved<typeof connectionEntries> {}

/** A connection over WinRM. */
export const winrmConnection: Schema<WinrmConnection> = object(
  connectionEntries,
  oneWayOfTrust,
  oneCredential,
  protectedWithoutTls,
);

/** One way of verifying, no more: which of two was meant cannot be known. */
function oneWayOfTrust(...[{ ca, certificateSha256, tls }, fault]: Parameters<Rule>): void {
  const given = Object.entries({ ca, certificateSha256, tls }).filter(([, value]) => isGiven(value));
  if (given.length < 2) return;
  fault("", `must have one of ${given.map(([name]) => name).join(", ")}; it has ${given.length}`);
}

function oneCredential(...[connection, fault]: Parameters<Rule>): void {
  const { auth, user, password, clientCertificate, clientKey } = connection;
  const need = (...names: string[]) => {
    for (const name of names) if (connection[name] === undefined) fault(name, "is required");
  };
  const withPassword = isGiven(password) || isGiven(user);
  const withCertificate = isGiven(clientCertificate) || isGiven(clientKey);
  if (withPassword && withCertificate) {
    fault("", "must have either user and password or clientCertificate and clientKey; it has both");
  } else if (withCertificate || auth === "certificate") {
    need("clientCertificate", "clientKey");
    if (auth === "ntlm" || auth === "basic")
      fault("auth", `must be "certificate" with a clientCertificate; it is "${auth}"`);
  } else if (clientCertificate === undefined && clientKey === undefined) {
    // An unknown certificate may still turn out to be there.
    need("user", "password");
  }
}

/** What only TLS has a use for. */
const tlsOnly = ["clientCertificate", "clientKey", "ca", "certificateSha256", "tls"];

/** Without TLS only NTLM protects what is sent. */
function protectedWithoutTls(...[connection, fault]: Parameters<Rule>): void {
  if (connection.scheme !== "http") return;
  if (connection.auth === "basic") {
    fault(
      "auth",
      'must not be "basic" over http: it would expose the password; use "ntlm", or scheme "https"',
    );
  }
  for (const name of tlsOnly)
    if (isGiven(connection[name])) fault(name, 'needs scheme "https"; it is "http"');
}
