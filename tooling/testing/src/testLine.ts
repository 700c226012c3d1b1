import { connect, createServer, type Socket } from "node:net";

/** A line to a server that a test can cut, as no server can be told to. */
export type Line = {
  /** The server's URL, through this line. */
  readonly url: string;
  /** `refused`: nobody is there; `silent`: somebody takes everything and says nothing; `up`: as if it were not there. */
  become(state: "up" | "refused" | "silent"): Promise<void>;
  close(): Promise<void>;
};

/** A TCP line to the server of a URL, on loopback. */
export async function testLine(url: string): Promise<Line> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (bytes) => isSilent || upstream.write(bytes));
    upstream.on("data", (bytes) => isSilent || client.write(bytes));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const cut = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  return {
    url: through.href,
    async become(state) {
      isSilent = state === "silent";
      if (state === "refused") await cut();
      else if (!server.listening) await listen(port);
    },
    close: cut,
  };
}
