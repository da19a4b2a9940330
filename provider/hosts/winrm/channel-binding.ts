import { createHash } from "node:crypto";
import { MalformedReplyError } from "./malformed-reply";
import { md5 } from "./ntlm/legacy-crypto";

type EndPointHash = "sha256" | "sha384" | "sha512";

// RFC 5929 section 4.1: the hash of the certificate's own signature, with SHA-256 in place of MD5 and SHA-1.
const hashBySignature: Readonly<Record<string, EndPointHash>> = {
  "2a864886f70d010104": "sha256", // md5WithRSAEncryption
  "2a864886f70d010105": "sha256", // sha1WithRSAEncryption
  "2a864886f70d01010b": "sha256", // sha256WithRSAEncryption
  "2a864886f70d01010c": "sha384", // sha384WithRSAEncryption
  "2a864886f70d01010d": "sha512", // sha512WithRSAEncryption
  "2a8648ce3d0401": "sha256", // ecdsa-with-SHA1
  "2a8648ce3d040302": "sha256", // ecdsa-with-SHA256
  "2a8648ce3d040303": "sha384", // ecdsa-with-SHA384
  "2a8648ce3d040304": "sha512", // ecdsa-with-SHA512
};
const pssSignature = "2a864886f70d01010a";
const hashByPssParameter: Readonly<Record<string, EndPointHash>> = {
  "608648016503040201": "sha256",
  "608648016503040202": "sha384",
  "608648016503040203": "sha512",
};

/**
 * The 16 bytes that bind an NTLM logon to the TLS server it goes through (tls-server-end-point, RFC 5929).
 * @param certificate the server's certificate, DER
 * @returns undefined for a signature algorithm that the RFC gives no hash for (Ed25519): then nothing is sent
 * @throws MalformedReplyError if the bytes are no certificate
 */
export function channelBinding(certificate: Buffer): Buffer | undefined {
  const name = endPointHash(certificate);
  if (name === undefined) return undefined;
  return bindingOf(
    Buffer.concat([
      Buffer.from("tls-server-end-point:", "latin1"),
      createHash(name).update(certificate).digest(),
    ]),
  );
}

/** MD5 of a gss_channel_bindings structure that holds nothing but this application data (RFC 2744 section 3.11). */
export function bindingOf(applicationData: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(applicationData.length);
  return md5(Buffer.alloc(16), length, applicationData);
}

// Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { OID, parameters }, … } (RFC 5280).
function endPointHash(der: Buffer): EndPointHash | undefined {
  const certificate = element(der, 0, 0x30);
  const signed = element(certificate.content, 0, 0x30);
  const algorithm = element(certificate.content, signed.end, 0x30);
  const oid = element(algorithm.content, 0, 0x06);
  const id = oid.content.toString("hex");
  if (id !== pssSignature) return hashBySignature[id];
  // RSASSA-PSS-params ::= SEQUENCE { [0] SEQUENCE { OID hash … } DEFAULT sha1, … } (RFC 4055).
  if (oid.end >= algorithm.content.length) return "sha256";
  const parameters = element(algorithm.content, oid.end, 0x30);
  if (parameters.content[0] !== 0xa0) return "sha256";
  const hash = element(element(parameters.content, 0, 0xa0).content, 0, 0x30);
  return hashByPssParameter[element(hash.content, 0, 0x06).content.toString("hex")];
}

interface DerElement {
  readonly content: Buffer;
  /** Where the next element starts. */
  readonly end: number;
}

function element(bytes: Buffer, at: number, tag: number): DerElement {
  const first = bytes[at + 1];
  if (bytes[at] !== tag || first === undefined) throw notACertificate();
  const count = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + count;
  if (count > 4 || (first >= 0x80 && count === 0) || start > bytes.length) throw notACertificate();
  const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
  if (start + length > bytes.length) throw notACertificate();
  return { content: bytes.subarray(start, start + length), end: start + length };
}

function notACertificate(): MalformedReplyError {
  return new MalformedReplyError("the host's certificate cannot be parsed");
}
