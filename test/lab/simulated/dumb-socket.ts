import type { Socket } from "node:net";

/** The peer is still connected and takes everything, and nothing comes back: what a machine without power looks like. */
export function strikeDumb(socket: Socket): void {
  socket.pause();
  socket.removeAllListeners("data");
  socket.write = () => true;
}
