import { createPrivateKey, X509Certificate } from "node:crypto";
import { CredentialUnavailableError } from "../../errors";
import { insecureAcceptAny } from "../connection";
import {
  CredentialErrors,
  credentialFault,
  faultOf,
  mendedLines,
  type SecretReader,
  type SourcedText,
  TextReader,
} from "../secret-reader";
import type { WinrmConnection } from "./connection";
import { md5 } from "./ntlm/legacy-crypto";
import { plainFingerprint, type TlsTrust } from "./tls";

/** What is offered to the host: exactly one. */
export type WinrmCredential =
  | { readonly method: "ntlm" | "basic"; readonly user: string; readonly password: string }
  | { readonly method: "certificate"; readonly certificate: string; readonly key: string };

/** The texts behind a connection's secrets and files, as they are now. */
export interface WinrmTexts {
  readonly password: SourcedText | undefined;
  readonly clientCertificate: SourcedText | undefined;
  readonly clientKey: SourcedText | undefined;
  readonly ca: SourcedText | undefined;
}

/** Reads every source of the connection; throws one CredentialUnavailableError that names all that cannot be read. */
export function readWinrmTexts(connection: WinrmConnection, readSecret: SecretReader): WinrmTexts {
  const faults = new CredentialErrors(connection.host);
  const reader = new TextReader(readSecret, faults);
  const pem = "Set file to the path of an existing PEM file.";
  const texts = {
    password: reader.secret("password", connection.password),
    clientCertificate: mended(reader.open("clientCertificate", connection.clientCertificate, pem)),
    clientKey: mended(reader.secret("clientKey", connection.clientKey)),
    ca: mended(reader.open("ca", connection.ca, pem)),
  };
  faults.throwIfAny();
  return texts;
}

function mended(pem: SourcedText | undefined): SourcedText | undefined {
  return pem && { ...pem, text: mendedLines(pem.text) };
}

/** Makes the credential and the trust from texts; throws one CredentialUnavailableError for all that is unusable. */
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
  const { password, clientCertificate, clientKey } = texts;
  const { user, auth = clientCertificate === undefined ? "ntlm" : "certificate" } = connection;
  if (auth === "certificate") {
    if (clientCertificate === undefined || clientKey === undefined)
      throw missing("clientCertificate with clientKey");
    return pairOf(clientCertificate, clientKey);
  }
  if (user === undefined || password === undefined) throw missing("user with password");
  // Tried before a connection is opened; it throws where this Node has none.
  if (auth === "ntlm") md5();
  return { method: auth, user, password: password.text };
}

// The library's own messages are not passed on: they may quote what they could not read.
function pairOf(certificate: SourcedText, key: SourcedText): WinrmCredential {
  const hint =
    "Use the certificate and its unencrypted private key as PEM text; to name a file, write { file: … }.";
  const privateKey = parsed(key, hint, createPrivateKey);
  const own = parsed(certificate, hint, (text) => new X509Certificate(text));
  if (!own.checkPrivateKey(privateKey)) {
    throw faultOf(key, "does not belong to clientCertificate", hint);
  }
  return { method: "certificate", certificate: certificate.text, key: key.text };
}

function parsed<T>(pem: SourcedText, hint: string, parse: (text: string) => T): T {
  try {
    return parse(pem.text);
  } catch {
    const encrypted = /ENCRYPTED/.test(pem.text.slice(0, 200));
    const problem = encrypted ? "is encrypted" : "is not PEM text of the expected kind";
    throw faultOf(pem, problem, hint);
  }
}

function trustOf(connection: WinrmConnection, { ca }: WinrmTexts): TlsTrust {
  if (connection.tls === insecureAcceptAny) return { kind: "any" };
  const { certificateSha256 } = connection;
  if (certificateSha256 !== undefined) {
    const sha256 = plainFingerprint(certificateSha256);
    if (sha256 !== undefined) return { kind: "pin", sha256 };
    throw credentialFault(
      "certificateSha256",
      certificateSha256,
      "is not 64 hexadecimal digits",
      "Set it to the SHA-256 fingerprint of the certificate.",
    );
  }
  if (ca !== undefined)
    parsed(ca, "Use PEM text; to name a file, write { file: … }.", (text) => new X509Certificate(text));
  return { kind: "authorities", ca: ca?.text };
}

function missing(what: string): CredentialUnavailableError {
  return new CredentialUnavailableError({
    operation: "choose a credential",
    problem: `${what} is not given`,
    hint: "Set it.",
  });
}
