import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

const FIRST = 30_000;
const LAST = 32_767;
const SLICE = 200;

/** A copy's own stretch of NodePorts. Its last port is held open as the claim and never given to a rental. */
export type NodePortSlice = { readonly from: number; readonly to: number; release(): Promise<void> };

/**
 * Takes the slice that starts at `wanted`; with 0 that of this copy's last run (written at `memoryPath`), whose
 * rentals still have their ports there, or else the first whose claim port nobody holds.
 */
export async function takeNodePortSlice(wanted: number, memoryPath: string): Promise<NodePortSlice> {
  const starts = wanted > 0 ? [wanted] : [...remembered(memoryPath), ...ALL];
  for (const from of starts) {
    const claim = await listen(from + SLICE - 1);
    if (claim === null) continue;
    writeFileSync(memoryPath, String(from));
    return { from, to: from + SLICE - 2, release: () => new Promise((done) => claim.close(() => done())) };
  }
  throw new Error("No slice of 30000–32767 is free for this copy's NodePorts; choose one with --node-port-from.");
}

const ALL = Array.from({ length: Math.floor((LAST - FIRST + 1) / SLICE) }, (_, index) => FIRST + index * SLICE);

function remembered(path: string): number[] {
  return existsSync(path) ? [Number(readFileSync(path, "utf8"))] : [];
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      server.unref();
      resolve(server);
    });
  });
}
