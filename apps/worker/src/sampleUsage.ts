import { recordUsage } from "@worldland/db/commands/recordUsage";
import { nodesInUse } from "@worldland/db/queries/worker/nodesInUse";
import type { WorkerDeps } from "./deps.ts";

/** Keeps what every rental uses now. A node that does not say leaves a gap in its rentals' figures and nobody else's. */
export async function sampleUsage({ db, cluster, log, config }: WorkerDeps): Promise<void> {
  const nodes = await nodesInUse(db, config.clusterId);
  await Promise.all(
    nodes.map(async (node) => {
      try {
        await recordUsage(db, config.clusterId, await cluster.usage(node));
      } catch (cause) {
        log.warn({ node, err: cause }, "what its rentals use could not be read");
      }
    }),
  );
}
