import { createServer, type Server } from "node:net";

/** First and last port, and how many ports there are to a slice; as in tooling/local, whose claims these respect. */
const PORTS = { first: 30_000, last: 32_767, slice: 200 } as const;

export type NodePorts = { readonly from: number; readonly to: number; release(): void };

/** A stretch of NodePorts that no other copy on this machine has: its last port is held open as the claim. */
export async function claimNodePorts(): Promise<NodePorts> {
  const count = Math.floor((PORTS.last - PORTS.first + 1) / PORTS.slice);
  const start = Math.floor(Math.random() * count);
  for (let tried = 0; tried < count; tried++) {
    const from = PORTS.first + ((start + tried) % count) * PORTS.slice;
    const to = from + PORTS.slice - 2;
    const claim = await listen(to + 1);
    if (claim !== null) return { from, to, release: () => void claim.close() };
  }
  throw new Error("Every stretch of NodePorts is taken.");
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(server.unref()));
  });
}
