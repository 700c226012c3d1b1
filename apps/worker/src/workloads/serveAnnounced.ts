import { announceEndpoint, forgetEndpoint } from "@worldland/db/commands/announceEndpoint";
import type { WorkerEnv } from "../env.ts";
import { startLoop } from "../loop.ts";
import { type ServingDeps, serveWorkloads } from "./serveWorkloads.ts";

/** Well within the time after which the API takes a silent worker for gone. */
const ANNOUNCE_MS = 4_000;

type Settings = Pick<WorkerEnv, "WORKLOAD_PORT" | "WORKLOAD_SECRET" | "WORKLOAD_URL">;

/** Answers for workloads where the environment says so, and lets the API know where, until closed. */
export async function serveAnnounced(deps: ServingDeps, env: Settings): Promise<{ close(): Promise<void> }> {
  const { WORKLOAD_PORT: port, WORKLOAD_SECRET: secret, WORKLOAD_URL: url = null } = env;
  if (port === undefined || secret === undefined) return { close: async () => undefined };
  const server = await serveWorkloads(deps, { port, secret, url });
  const endpoint = { url: server.url, clusterId: deps.config.clusterId };
  const loop = startLoop(deps.log, "announce", ANNOUNCE_MS, () => announceEndpoint(deps.db, endpoint));
  return {
    async close() {
      await loop.stop();
      await forgetEndpoint(deps.db, server.url).catch((cause: unknown) => {
        deps.log.warn({ err: cause }, "the address stays announced until it is too old");
      });
      await server.close();
    },
  };
}
