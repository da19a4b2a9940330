import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/** A certificate with its key, made at run time. */
export interface LabCertificate {
  /** PEM text. */
  readonly key: string;
  /** PEM text. */
  readonly certificate: string;
  readonly der: Buffer;
  /** SHA-256 of the DER form, 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface CertificateOptions {
  readonly commonName?: string;
  /** DNS names in the subject alternative name. */
  readonly dnsNames?: readonly string[];
  /** IPv4 addresses in the subject alternative name. */
  readonly addresses?: readonly string[];
  /** Makes it a client's, for the local user of this name: `user@localhost`. */
  readonly userPrincipalName?: string;
  /** Days from now; 1 by default, negative for one that has expired. */
  readonly endsInDays?: number;
  /** Makes it an authority's, which may issue others. */
  readonly authority?: boolean;
  /** Who issues it; itself by default. */
  readonly issuer?: { readonly commonName: string; readonly key: string };
}

/** Makes a certificate (RFC 5280, ECDSA P-256 with SHA-256), since node:crypto cannot. */
export function newCertificate(options: CertificateOptions = {}): LabCertificate {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = toBeSigned(options, keys.publicKey);
  const signature = createSign("sha256")
    .update(body)
    .sign(options.issuer?.key ?? keys.privateKey);
  const der = sequence(body, ecdsaWithSha256, bits(signature));
  const base64 = der.toString("base64").replace(/.{1,64}/g, "$&\n");
  return {
    key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`,
    der,
    sha256: createHash("sha256").update(der).digest("hex"),
  };
}

function toBeSigned(options: CertificateOptions, publicKey: KeyObject): Buffer {
  const { commonName = "lab", endsInDays = 1, userPrincipalName } = options;
  const name = nameOf(commonName);
  const validity = sequence(time(Math.min(-1, endsInDays - 1)), time(endsInDays));
  const alternatives = [
    ...(options.dnsNames ?? []).map((dnsName) => element(0x82, Buffer.from(dnsName))),
    ...(options.addresses ?? []).map((address) => element(0x87, Buffer.from(address.split(".").map(Number)))),
    ...(userPrincipalName === undefined
      ? []
      : [
          element(
            0xa0,
            oid("1.3.6.1.4.1.311.20.2.3"),
            element(0xa0, element(0x0c, Buffer.from(userPrincipalName))),
          ),
        ]),
  ];
  const usage = userPrincipalName === undefined ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";
  const extensions = [
    options.authority === true
      ? extension("2.5.29.19", sequence(element(0x01, Buffer.from([0xff]))))
      : extension("2.5.29.37", sequence(oid(usage))),
    ...(alternatives.length === 0 ? [] : [extension("2.5.29.17", sequence(...alternatives))]),
  ];
  return sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.concat([Buffer.from([0x40]), randomBytes(8)])),
    ecdsaWithSha256,
    options.issuer === undefined ? name : nameOf(options.issuer.commonName),
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, sequence(...extensions)),
  );
}

function nameOf(commonName: string): Buffer {
  return sequence(element(0x31, sequence(oid("2.5.4.3"), element(0x0c, Buffer.from(commonName)))));
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const head = size < 128 ? [tag, size] : size < 256 ? [tag, 0x81, size] : [tag, 0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = rest.flatMap((number) => {
    const groups = [number & 127];
    for (let left = number >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    return groups;
  });
  return element(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

function bits(data: Buffer): Buffer {
  return element(0x03, Buffer.from([0]), data);
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), element(0x04, value));
}

function time(days: number): Buffer {
  const at = new Date(Date.now() + days * 86_400_000).toISOString();
  return element(0x17, Buffer.from(`${at.slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
