import { Socket } from "node:net";

/** Connections that can all be cut at once. */
export type Breakable = {
  /** `stream` of a pool's configuration. */
  stream(): Socket;
  /** Cuts every connection, so that whatever waits on one fails now; new ones are made as they are needed. */
  breakOff(): void;
};

export function breakable(): Breakable {
  const sockets = new Set<Socket>();
  return {
    stream() {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once("close", () => sockets.delete(socket));
    },
    breakOff() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
