import { connect, type Socket } from "node:net";
import type { Clock } from "../../clock";
import { connectionReset } from "../failure-texts";
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

/** The endpoints of a connection. A connection that says how TLS is verified, or uses what only TLS protects, means HTTPS. */
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

/** A TCP connection, and to which endpoint it leads. */
export interface Dialled {
  readonly socket: Socket;
  readonly endpoint: WinrmEndpoint;
}

/** Begins a TCP connection. */
export type TcpConnect = (port: number) => Socket;

/** TCP connections to a host, as the network makes them. */
export function tcpTo(host: string): TcpConnect {
  return (port) => connect({ host, port, noDelay: true });
}

/** How long the first endpoint may stay silent once the other one has answered: TCP repeats a lost SYN after 1 s and after 3 s. */
const longestGraceMilliseconds = 3_000;

/**
 * Connects to the first endpoint; with another one for the case that no connection comes about, to both at once: that one
 * is used if the first fails, or is still silent a while later (a firewall drops rather than refuses). Rejects with the
 * first endpoint's failure when there is none left.
 */
export function dial(
  plan: EndpointPlan,
  connectTcp: TcpConnect,
  clock: Clock,
  connectSeconds: number,
): Promise<Dialled> {
  const { first, otherwise } = plan;
  const other = otherwise?.when === "no connection" ? otherwise : undefined;
  const sockets: Socket[] = [];
  const attempt = (endpoint: WinrmEndpoint): Promise<Dialled> => {
    const socket = connectTcp(endpoint.port);
    sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.once("connect", () => resolve({ socket, endpoint }));
      socket.once("error", reject);
      socket.once("close", () => reject(connectionReset()));
    });
  };
  const keepOnly = (chosen: Dialled) => {
    for (const socket of sockets) if (socket !== chosen.socket) discard(socket);
    return chosen;
  };
  if (other === undefined) return attempt(first);
  const preferred = attempt(first);
  const second = attempt(other);
  const grace = Math.min(longestGraceMilliseconds, connectSeconds * 500);
  return new Promise<Dialled>((resolve, reject) => {
    let cancel = () => {};
    preferred.then(resolve, (failure) => second.then(resolve, () => reject(failure)));
    second.then(
      (dialled) => {
        cancel = clock.setTimer(grace, () => resolve(dialled));
        preferred.finally(cancel).catch(() => {});
      },
      () => {},
    );
  }).then(keepOnly);
}

function discard(socket: Socket): void {
  socket.on("error", () => {});
  socket.destroy();
}
