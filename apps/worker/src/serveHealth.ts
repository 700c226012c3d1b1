import { createServer } from "node:http";
import { monotonicMs } from "@worldland/core/time";

export type Health = {
  /** Says that this process has just written its heartbeat. */
  beat(): void;
  close(): Promise<void>;
};

/** Ten heartbeats missed. */
const QUIET_MS = 30_000;

/**
 * What a kubelet asks of a process that serves nobody else. `GET /health`: it turns. `GET /ready`: it wrote its heartbeat
 * within 30 seconds, else 503; starting it anew would not bring Postgres back. A port of null: nobody asks. Rejects when
 * the port is taken.
 */
export async function serveHealth(port: number | null): Promise<Health> {
  let lastMs = Number.NEGATIVE_INFINITY;
  const beat = () => {
    lastMs = monotonicMs();
  };
  if (port === null) return { beat, close: async () => undefined };
  const server = createServer(({ method, url }, response) => {
    const isReady = monotonicMs() - lastMs < QUIET_MS;
    const status = method !== "GET" ? 405 : url === "/health" ? 200 : url === "/ready" ? (isReady ? 200 : 503) : 404;
    response.writeHead(status, { "content-type": "text/plain", "cache-control": "no-store" });
    response.end(status === 200 ? "ok\n" : "no\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
  return {
    beat,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
