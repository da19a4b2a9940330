import { connect } from "node:net";

/** Rejects with what the network says unless the host takes a TCP connection at that port. */
export type TcpProbe = (
  host: string,
  port: number,
) => { readonly reached: Promise<void>; readonly stop: () => void };

/**
 * Connects and hangs up. PowerShell itself takes minutes to give up on a computer that is down, and says so in the language of
 * the machine; this tells at once, and by code, whether there is anything to talk to.
 */
export const probeTcp: TcpProbe = (host, port) => {
  const socket = connect({ host, port, noDelay: true });
  const reached = new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
  });
  const stop = () => {
    socket.on("error", () => undefined);
    socket.destroy();
  };
  return { reached: reached.finally(stop), stop };
};
