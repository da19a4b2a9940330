import type { X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { TlsError } from "../../errors";
import { connectionReset } from "../failure-texts";
import { nameOnWire } from "./dial";

/** What makes a certificate of the host acceptable. */
export type TlsTrust =
  | { readonly kind: "authorities"; readonly ca: string | undefined }
  | { readonly kind: "pin"; readonly sha256: string }
  | { readonly kind: "any" };

/** What the host presented. */
export interface PresentedCertificate {
  /** 64 hexadecimal digits, lower case. */
  readonly sha256: string;
  /** Why Node would not trust it, as its code; undefined if it does. */
  readonly fault: string | undefined;
}

/** How to make a connection secure. */
export interface TlsTarget {
  readonly host: string;
  readonly trust: TlsTrust;
  readonly client: { readonly certificate: string; readonly key: string } | undefined;
}

/** A connection that is secure now. */
export interface SecuredConnection {
  readonly socket: TLSSocket;
  /** The host's certificate, DER. */
  readonly certificate: Buffer;
}

/** Throws TlsError unless the certificate is one that is trusted. */
export function evaluateCertificate(host: string, trust: TlsTrust, presented: PresentedCertificate): void {
  if (trust.kind === "any") return;
  const said = `it presented the certificate with SHA-256 ${presented.sha256}`;
  if (trust.kind === "pin") {
    if (presented.sha256 === trust.sha256) return;
    throw tlsError(
      host,
      `${said}; expected ${trust.sha256}`,
      "If the certificate was renewed, verify it on the host itself and set certificateSha256 to its fingerprint; otherwise another machine may be answering.",
    );
  }
  if (presented.fault === undefined) return;
  const { problem, hint } = describeFault(presented.fault);
  throw tlsError(host, `${problem} (${presented.fault}); ${said}`, hint);
}

/**
 * Makes a TCP connection secure: TLS 1.2 or later, the certificate checked before a byte is sent over it. With a client
 * certificate exactly 1.2: Windows asks for it after the request, which Node cannot answer in 1.3.
 * Rejects with TlsError or with what Node reports.
 */
export function secure(socket: Socket, { host, trust, client }: TlsTarget): Promise<SecuredConnection> {
  return new Promise((resolve, reject) => {
    const name = nameOnWire(host);
    const secured = connect({
      socket,
      host: name,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      minVersion: "TLSv1.2",
      ...(client === undefined ? {} : { maxVersion: "TLSv1.2", cert: client.certificate, key: client.key }),
      ...(trust.kind === "authorities" && trust.ca !== undefined ? { ca: trust.ca } : {}),
      // An issuing authority that is given is trusted as it is, without the root above it.
      allowPartialTrustChain: true,
      // Checked below instead, where the certificate is at hand for the message.
      rejectUnauthorized: false,
    });
    secured.once("error", reject);
    secured.once("close", () => reject(connectionReset()));
    secured.once("secureConnect", () => {
      try {
        // Node hands the certificate out once: asked again, a client in TLS 1.3 gets none.
        const certificate = secured.getPeerX509Certificate();
        if (certificate === undefined) {
          throw tlsError(host, "it presented no certificate", "Configure a certificate for the listener.");
        }
        evaluateCertificate(host, trust, presentedBy(secured, certificate));
        resolve({ socket: secured, certificate: certificate.raw });
      } catch (error) {
        reject(error);
        secured.destroy();
      }
    });
  });
}

function presentedBy(secured: TLSSocket, certificate: X509Certificate): PresentedCertificate {
  const fault: unknown = secured.authorizationError;
  return {
    sha256: certificate.fingerprint256.replace(/:/g, "").toLowerCase(),
    fault: secured.authorized ? undefined : faultOf(fault),
  };
}

function faultOf(fault: unknown): string {
  if (typeof fault === "string") return fault;
  const code = (fault as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "unknown";
}

const pinOrCa =
  "Set ca to the certificate of the authority or, after verifying it on the host itself, certificateSha256 to the fingerprint.";

function describeFault(fault: string): { readonly problem: string; readonly hint: string } {
  switch (fault) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
    case "HOSTNAME_MISMATCH":
      return {
        problem: "the host's certificate is for another name",
        hint: "Set host to the name in the certificate, or configure a certificate for this name on the listener.",
      };
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return {
        problem: "the host's certificate has expired or is not yet valid",
        hint: "Renew it, and check the clocks of both machines.",
      };
    case "INVALID_PURPOSE":
    case "UNSUPPORTED_CERTIFICATE_PURPOSE":
      return {
        problem: "the host's certificate is not meant for servers",
        hint: "Give the listener a certificate with server authentication (1.3.6.1.5.5.7.3.1) among its extended key usages.",
      };
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return { problem: "the host's certificate is self-signed", hint: pinOrCa };
    default:
      return { problem: "the host's certificate is not issued by a trusted authority", hint: pinOrCa };
  }
}

function tlsError(host: string, problem: string, hint: string): TlsError {
  return new TlsError({ operation: "verify the host's certificate", host, problem, hint });
}

/** The plain form of a SHA-256 fingerprint: 64 hexadecimal digits, lower case; undefined if the text is none. */
export function plainFingerprint(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^sha256[:=]/i, "")
    .replace(/[: ]/g, "")
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}
