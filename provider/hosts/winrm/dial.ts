import { connect, type Socket } from "node:net";
import type { Clock } from "../../clock";
import { gone } from "./connection-reset";
import type { EndpointPlan, WinrmEndpoint } from "./endpoint";

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
 * is taken if the first fails, or is still silent a while later (a firewall drops rather than refuses). Rejects with the
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
      socket.once("close", () => reject(gone()));
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
