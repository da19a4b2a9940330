import type { Clock } from "../clock";
import { TcpDialling } from "./tcp-dial";

/** Rejects with what the network says unless the host accepts a TCP connection at that port. */
export type TcpProbe = (
  host: string,
  port: number,
  clock: Clock,
) => { readonly reached: Promise<void>; readonly stop: () => void; readonly addresses?: string | undefined };

/**
 * Connects and hangs up. PowerShell itself takes minutes to give up on a computer that is down, and says so in the language of
 * the machine; this tells at once, and by code, whether there is anything to talk to.
 */
export const probeTcp: TcpProbe = (host, port, clock) => {
  const dialling = new TcpDialling({ host, port }, clock);
  return {
    reached: dialling.socket.then((socket) => void socket.destroy()),
    stop: () => dialling.giveUp(),
    get addresses() {
      return dialling.addresses;
    },
  };
};
