import type { ValidationErrors } from "../../validation/check-failure";
import { checkHostName } from "../../validation/check-host-name";
import { checkSecretSource } from "../../validation/check-secret-source";
import {
  checkChoice,
  checkNames,
  checkPresent,
  checkText,
  checkWhole,
  type Fields,
  isFields,
  isGiven,
  kindOf,
} from "../../validation/check-values";
import { insecureAcceptAny } from "../connection";
import { plainFingerprint } from "./tls";

const names = [
  ...["transport", "host", "port", "scheme", "auth", "user", "password"],
  ...["clientCertificate", "clientKey", "ca", "certificateSha256", "tls"],
];

/** Authentications of later versions, or of none: known by name, so that they are told from a slip of the pen. */
const otherAuthentications: Readonly<Record<string, string>> = {
  kerberos: '"kerberos" is not yet available in this version; use "ntlm", which takes domain accounts too',
  negotiate:
    '"negotiate" means Kerberos or NTLM, and Kerberos is not yet available in this version; use "ntlm"',
  credssp: '"credssp" hands the password itself to the host and is not supported; use "ntlm"',
  plaintext: '"plaintext" is not supported: nothing is ever sent unprotected; use "ntlm"',
};

/** What only TLS has a use for. */
const tlsOnly = ["clientCertificate", "clientKey", "ca", "certificateSha256", "tls"];

/** Notes the faults of a connection over WinRM: its form only, whatever of it is known already. */
export function checkWinrm(faults: ValidationErrors, connection: Fields): void {
  checkNames(faults, "connection", connection, names);
  checkHostName(faults, "connection.host", connection.host);
  checkWhole(faults, "connection.port", connection.port, { least: 1, most: 65_535 });
  checkChoice(faults, "connection.scheme", connection.scheme, ["https", "http"]);
  checkAuthentication(faults, connection.auth);
  checkText(faults, "connection.user", connection.user);
  for (const name of ["password", "clientKey"])
    checkSecretSource(faults, `connection.${name}`, connection[name]);
  for (const name of ["clientCertificate", "ca"])
    checkTextSource(faults, `connection.${name}`, connection[name]);
  checkTrust(faults, connection);
  checkCredentials(faults, connection);
  checkProtection(faults, connection);
}

function checkAuthentication(faults: ValidationErrors, auth: unknown): void {
  const other = typeof auth === "string" ? otherAuthentications[auth.toLowerCase()] : undefined;
  if (other !== undefined) faults.add("connection.auth", other);
  else checkChoice(faults, "connection.auth", auth, ["ntlm", "basic", "certificate"]);
}

/** Notes the faults of a text that is no secret: the text, or `{ file: "path" }`. */
function checkTextSource(faults: ValidationErrors, path: string, value: unknown): void {
  if (!isGiven(value)) return;
  if (typeof value === "string") {
    checkText(faults, path, value);
    // It would stand in the state for everybody to read.
    if (/PRIVATE KEY-----/.test(value))
      faults.add(path, "must not hold a private key; clientKey is the place for it");
    return;
  }
  if (!isFields(value)) {
    faults.add(path, `must be a string or { file: "path" }; it is ${kindOf(value)}`);
    return;
  }
  checkNames(faults, path, value, ["file"]);
  if (value.file === undefined) faults.add(path, 'must name the file, as { file: "path" }');
  checkText(faults, `${path}.file`, value.file);
}

/** One way of verifying, no more: which of two was meant cannot be known. */
function checkTrust(faults: ValidationErrors, { ca, certificateSha256, tls }: Fields): void {
  checkChoice(faults, "connection.tls", tls, [insecureAcceptAny]);
  if (checkText(faults, "connection.certificateSha256", certificateSha256)) {
    if (plainFingerprint(certificateSha256) === undefined) {
      faults.add("connection.certificateSha256", "must be a SHA-256 fingerprint: 64 hexadecimal digits");
    }
  }
  const given = Object.entries({ ca, certificateSha256, tls }).filter(([, value]) => isGiven(value));
  if (given.length > 1) {
    faults.add(
      "connection",
      `must have one of ${given.map(([name]) => name).join(", ")}; it has ${given.length}`,
    );
  }
}

function checkCredentials(faults: ValidationErrors, connection: Fields): void {
  const { auth, user, password, clientCertificate, clientKey } = connection;
  const withPassword = isGiven(password) || isGiven(user);
  const withCertificate = isGiven(clientCertificate) || isGiven(clientKey);
  if (withPassword && withCertificate) {
    faults.add(
      "connection",
      "must have either user and password or clientCertificate and clientKey; it has both",
    );
    return;
  }
  if (withCertificate || auth === "certificate") {
    checkPresent(faults, "connection.clientCertificate", clientCertificate);
    checkPresent(faults, "connection.clientKey", clientKey);
    if (auth === "ntlm" || auth === "basic") {
      faults.add("connection.auth", `must be "certificate" with a clientCertificate; it is "${auth}"`);
    }
    return;
  }
  // An unknown certificate may still turn out to be there.
  if (clientCertificate !== undefined || clientKey !== undefined) return;
  checkPresent(faults, "connection.user", user);
  checkPresent(faults, "connection.password", password);
}

/** Without TLS only NTLM protects what is sent. */
function checkProtection(faults: ValidationErrors, connection: Fields): void {
  if (connection.scheme !== "http") return;
  if (connection.auth === "basic") {
    faults.add(
      "connection.auth",
      'must not be "basic" over http: it would show the password; use "ntlm", or scheme "https"',
    );
  }
  for (const name of tlsOnly) {
    if (isGiven(connection[name]))
      faults.add(`connection.${name}`, 'belongs to scheme "https"; it is "http"');
  }
}
