import { Socket } from "node:net";

/** Connections that can all be cut at once. */
export type Breakable = {
  /** `stream` of a pool's configuration. */
  stream(): Socket;
  /** Cuts every connection, so that whatever waits on one fails now; new ones are made as they are needed. */
  breakOff(): void;
};

/**
 * Sends what is said in one turn of the event loop in one piece: on the way to a database next door, a system call
 * costs more than the statement it carries. pg corks its stream for the messages of a statement; here the cork stays
 * until the turn is over, so that statements sent together travel together.
 */
class GatheringSocket extends Socket {
  override uncork(): void {
    process.nextTick(() => super.uncork());
  }
}

export function breakable(): Breakable {
  const sockets = new Set<Socket>();
  return {
    stream() {
      const socket = new GatheringSocket();
      sockets.add(socket);
      return socket.once("close", () => sockets.delete(socket));
    },
    breakOff() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
