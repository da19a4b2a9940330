import { createPrivateKey, X509Certificate } from "node:crypto";
import { CredentialUnavailableError } from "../../errors";
import { insecureAcceptAny, type SecretSource, type TextSource } from "../connection";
import { CredentialErrors, credentialFault, readOpenText, type SecretReader } from "../secret-reader";
import type { WinrmConnection } from "./connection";
import { md5 } from "./ntlm/legacy-crypto";
import { plainFingerprint, type TlsTrust } from "./tls";

/** What is shown to the host: exactly one. */
export type WinrmCredential =
  | { readonly method: "ntlm" | "basic"; readonly user: string; readonly password: string }
  | { readonly method: "certificate"; readonly certificate: string; readonly key: string };

/** The texts behind a connection's secrets and files, as they are now. */
export interface WinrmTexts {
  readonly password: string | undefined;
  readonly clientCertificate: string | undefined;
  readonly clientKey: string | undefined;
  readonly ca: string | undefined;
}

/** Reads every source of the connection; throws one CredentialUnavailableError that names all that cannot be read. */
export function readWinrmTexts(connection: WinrmConnection, readSecret: SecretReader): WinrmTexts {
  const faults = new CredentialErrors(connection.host);
  const secret = (property: string, source: SecretSource | undefined) =>
    source === undefined ? undefined : faults.attempt(() => readSecret(property, source));
  const open = (property: string, source: TextSource | undefined) =>
    source === undefined
      ? undefined
      : faults.attempt(() => readOpenText(property, source, "Give the path of an existing PEM file."));
  const texts = {
    password: secret("password", connection.password),
    clientCertificate: open("clientCertificate", connection.clientCertificate),
    clientKey: secret("clientKey", connection.clientKey),
    ca: open("ca", connection.ca),
  };
  faults.throwIfAny();
  return texts;
}

/** Makes the credential and the trust of texts; throws one CredentialUnavailableError for all that is unusable. */
export function useWinrmTexts(
  connection: WinrmConnection,
  texts: WinrmTexts,
): { readonly credential: WinrmCredential; readonly trust: TlsTrust } {
  const faults = new CredentialErrors(connection.host);
  const credential = faults.attempt(() => credentialOf(connection, texts));
  const trust = faults.attempt(() => trustOf(connection, texts));
  faults.throwIfAny();
  if (credential === undefined || trust === undefined) throw new Error("a fault was not collected");
  return { credential, trust };
}

function credentialOf(connection: WinrmConnection, texts: WinrmTexts): WinrmCredential {
  const {
    clientCertificate,
    clientKey,
    auth = clientCertificate === undefined ? "ntlm" : "certificate",
  } = connection;
  if (auth === "certificate") {
    if (clientCertificate === undefined || clientKey === undefined)
      throw missing("clientCertificate with clientKey");
    return pairOf(
      { text: texts.clientCertificate ?? "", source: clientCertificate },
      { text: texts.clientKey ?? "", source: clientKey },
    );
  }
  if (connection.user === undefined || texts.password === undefined) throw missing("user with password");
  // Tried before a connection is opened; it throws where this Node has none.
  if (auth === "ntlm") md5();
  return { method: auth, user: connection.user, password: texts.password };
}

interface Text {
  readonly text: string;
  readonly source: TextSource | SecretSource;
}

// The library's own messages are not passed on: they may quote what they could not read.
function pairOf(certificate: Text, key: Text): WinrmCredential {
  const hint =
    "Give the certificate and its unencrypted private key as PEM text; a path is written { file: … }.";
  const privateKey = parsed("clientKey", key, hint, () => createPrivateKey(key.text));
  const shown = parsed("clientCertificate", certificate, hint, () => new X509Certificate(certificate.text));
  if (!shown.checkPrivateKey(privateKey)) {
    throw credentialFault("clientKey", key.source, "is not the key of clientCertificate", hint);
  }
  return { method: "certificate", certificate: certificate.text, key: key.text };
}

function parsed<T>(property: string, { text, source }: Text, hint: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    const encrypted = /ENCRYPTED/.test(text.slice(0, 200));
    const problem = encrypted ? "is encrypted" : "is not PEM text of the right kind";
    throw credentialFault(property, source, problem, hint);
  }
}

function trustOf(connection: WinrmConnection, texts: WinrmTexts): TlsTrust {
  if (connection.tls === insecureAcceptAny) return { kind: "any" };
  const { certificateSha256, ca } = connection;
  if (certificateSha256 !== undefined) {
    const sha256 = plainFingerprint(certificateSha256);
    if (sha256 !== undefined) return { kind: "pin", sha256 };
    throw credentialFault(
      "certificateSha256",
      certificateSha256,
      "is not 64 hexadecimal digits",
      "Give the certificate's SHA-256 fingerprint.",
    );
  }
  if (ca !== undefined) {
    const text = texts.ca ?? "";
    parsed(
      "ca",
      { text, source: ca },
      "Give PEM text; a path is written { file: … }.",
      () => new X509Certificate(text),
    );
  }
  return { kind: "authorities", ca: texts.ca };
}

function missing(what: string): CredentialUnavailableError {
  return new CredentialUnavailableError({
    operation: "choose a credential",
    problem: `${what} is not given`,
    hint: "Give it.",
  });
}
