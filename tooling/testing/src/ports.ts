import { createServer } from "node:net";

/**
 * A TCP port of 127.0.0.1 that was free a moment ago. Another program may take it before you listen, so whoever
 * uses it tries again with the next one; where a server can be told port 0, that is better.
 */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** @throws in words when something on this machine already listens on the port of 127.0.0.1. */
export async function expectFree(port: number): Promise<void> {
  await listenOnce(port).catch((cause) => {
    throw new Error(`Port ${port} is taken by another program.`, { cause });
  });
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
