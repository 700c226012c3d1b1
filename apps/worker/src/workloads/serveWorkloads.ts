import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { MOST_LOG_LINES } from "@worldland/core/wire/workload";
import { ClusterFault } from "@worldland/k8s/fault";
import { z } from "zod";
import type { WorkerDeps } from "../deps.ts";
import { bearerOf, workloadOf } from "./workloadOf.ts";

export type WorkloadSettings = {
  /** 0: any that is free. */
  readonly port: number;
  /** Shared with the API: it signs the tickets. */
  readonly secret: string;
  /** As the API reaches this process; null: on this machine. */
  readonly url: string | null;
};

export type WorkloadServer = {
  /** As the API reaches it. */
  readonly url: string;
  close(): Promise<void>;
};

/** What of the worker answers for workloads. */
export type ServingDeps = Pick<WorkerDeps, "db" | "cluster" | "log" | "config">;

const logsQuery = z.object({
  tail: z.coerce.number().int().min(1).max(MOST_LOG_LINES),
  since: z.iso.datetime().nullable(),
});

/**
 * What the API asks of whoever holds the cluster's credentials, in a customer's name: `GET /logs`. A ticket of the API says
 * which rental and whose, and Postgres is asked again whether it is. Rejects when the port is taken.
 */
export async function serveWorkloads(deps: ServingDeps, settings: WorkloadSettings): Promise<WorkloadServer> {
  const server = createServer((request, response) => {
    answer(deps, settings.secret, request, response).catch((cause: unknown) => {
      deps.log.warn({ err: cause }, "a question about a workload was not answered");
      say(response, cause instanceof ClusterFault ? 503 : 500, { error: "not answered" });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, settings.url === null ? "127.0.0.1" : undefined, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : settings.port;
  return {
    url: settings.url ?? `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  deps: ServingDeps,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://worker");
  if (request.method !== "GET" || url.pathname !== "/logs") return say(response, 404, { error: "not found" });
  const found = await workloadOf(deps, secret, bearerOf(request), "logs");
  if (typeof found === "number") return say(response, found, { error: "not found" });
  const asked = logsQuery.safeParse({ tail: url.searchParams.get("tail"), since: url.searchParams.get("since") });
  if (!asked.success) return say(response, 400, { error: "not valid" });
  say(response, 200, { lines: await deps.cluster.logs(found, asked.data) });
}

function say(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
