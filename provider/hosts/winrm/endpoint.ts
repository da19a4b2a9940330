import type { WinrmConnection } from "./connection";

/** One place where a WinRM service may listen. */
export interface WinrmEndpoint {
  readonly scheme: "https" | "http";
  readonly port: number;
}

/** Where a connection leads. */
export interface EndpointPlan {
  readonly first: WinrmEndpoint;
  /**
   * Where it leads otherwise: if no TCP connection to the first comes about, or if what answers there is not TLS. Never
   * because of a certificate or a name that does not hold. Sealed NTLM is what protects it there.
   */
  readonly otherwise?: WinrmEndpoint & { readonly when: "no connection" | "not TLS" };
}

const https: WinrmEndpoint = { scheme: "https", port: 5986 };
const http: WinrmEndpoint = { scheme: "http", port: 5985 };

/** The endpoints of a connection. Whoever says how TLS is verified, or uses what only TLS protects, means HTTPS. */
export function endpointPlan(connection: WinrmConnection): EndpointPlan {
  const { port } = connection;
  if (connection.scheme === "http") return { first: { ...http, port: port ?? http.port } };
  const first = { ...https, port: port ?? https.port };
  if (connection.scheme === "https" || needsTls(connection)) return { first };
  return port === undefined
    ? { first, otherwise: { ...http, when: "no connection" } }
    : { first, otherwise: { ...http, port, when: "not TLS" } };
}

/** The endpoints in words: "port 5986", "ports 5986 and 5985". */
export function endpointWords({ first, otherwise }: EndpointPlan): string {
  return otherwise === undefined || otherwise.port === first.port
    ? `port ${first.port}`
    : `ports ${first.port} and ${otherwise.port}`;
}

function needsTls({ auth, clientCertificate, ca, certificateSha256, tls }: WinrmConnection): boolean {
  const told = clientCertificate ?? ca ?? certificateSha256 ?? tls;
  return told !== undefined || (auth !== undefined && auth !== "ntlm");
}
